using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Archive.Verification;

/// <summary>Reads public keys from whatever form they come in.</summary>
internal static class KeyFile
{
    private const int MaxBytes = 16 * 1024 * 1024; // a year of AWS's keys is some 20 KB
    private const int MaxKeyBits = 16_384;         // more cannot be checked in useful time

    private static readonly string Cure = "Give RSA public keys of at least " + RsaDigestSigner.MinKeyBits.ToString(CultureInfo.InvariantCulture) +
        " bits: PEM or DER (PKCS#1, SubjectPublicKeyInfo or a certificate), or what 'aws cloudtrail list-public-keys' prints.";

    public static IReadOnlyList<KeyMaterial> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            throw Refused(path, "is a directory.");
        }

        // To the end, not by its length: a pipe, such as a shell's <(…), has none.
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var block = new byte[16 * 1024];
        while (file.Read(block) is > 0 and var read)
        {
            content.Write(block.AsSpan(0, read));
            if (content.Length > MaxBytes)
            {
                throw Refused(path, $"is larger than {MaxBytes} bytes.");
            }
        }

        return Parse(content.ToArray(), path);
    }

    public static IReadOnlyList<KeyMaterial> Parse(byte[] content, string origin)
    {
        var text = content.AsSpan().TrimStart(" \t\r\n\uFEFF"u8); // a byte order mark too
        if (text.IsEmpty)
        {
            throw Refused(origin, "is empty.");
        }

        return text[0] is (byte)'{' or (byte)'[' ? FromJson(content, origin)
            : text.IndexOf("-----BEGIN "u8) >= 0 ? FromPem(Encoding.Latin1.GetString(text), origin)
            : [FromDer(content, origin, "holds no key that can be read as DER, and is neither PEM nor JSON.")];
    }

    private static List<KeyMaterial> FromPem(string text, string origin)
    {
        var keys = new List<KeyMaterial>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var der = new byte[fields.DecodedDataLength];
            Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _);
            keys.Add(FromBlock(rest[fields.Label].ToString(), der, origin));
            rest = rest[fields.Location.End..];
        }

        return keys.Count > 0 ? keys : throw Refused(origin, "looks like PEM, but holds no whole block.");
    }

    private static KeyMaterial FromBlock(string label, byte[] der, string origin) => label switch
    {
        "RSA PUBLIC KEY" or "PUBLIC KEY" or "CERTIFICATE" or "X509 CERTIFICATE" => FromDer(der, origin, $"holds '{label}', but no RSA key in it."),
        "RSA PRIVATE KEY" or "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" =>
            throw Refused(origin, "holds a private key, which has no place where archives are verified; take its public half: openssl rsa -in FILE -RSAPublicKey_out."),
        _ => throw Refused(origin, $"holds '{label}', which is not a public key."),
    };

    private static KeyMaterial FromDer(byte[] der, string origin, string otherwise, AwsKey? aws = null)
    {
        var rsa = RSA.Create();
        if (!TryImport(rsa, der))
        {
            rsa.Dispose();
            throw Refused(origin, otherwise);
        }

        if (rsa.KeySize is < RsaDigestSigner.MinKeyBits or > MaxKeyBits)
        {
            var bits = rsa.KeySize;
            rsa.Dispose();
            throw Refused(origin, $"holds a key of {bits} bits; {RsaDigestSigner.MinKeyBits} to {MaxKeyBits} are taken.");
        }

        var fingerprint = PublicKeyFingerprint.Of(rsa);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { fingerprint };
        if (aws is not null)
        {
            // AWS names a key by the bytes that it publishes, and has published both forms.
            names.Add(PublicKeyFingerprint.OfDer(der));
            names.Add(aws.Fingerprint ?? fingerprint);
        }

        var key = new TrustedKey { Fingerprint = fingerprint, Origin = origin, Bits = rsa.KeySize, ValidFrom = aws?.ValidFrom, ValidTo = aws?.ValidTo };
        return new KeyMaterial(key, rsa, names);
    }

    private static bool TryImport(RSA rsa, byte[] der) => ImportsPkcs1(rsa, der) || ImportsSubjectPublicKeyInfo(rsa, der) || ImportsCertificate(rsa, der);

    private static bool ImportsPkcs1(RSA rsa, byte[] der)
    {
        try
        {
            rsa.ImportRSAPublicKey(der, out var read);
            return read == der.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool ImportsSubjectPublicKeyInfo(RSA rsa, byte[] der)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(der, out var read);
            return read == der.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool ImportsCertificate(RSA rsa, byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = certificate.GetRSAPublicKey();
            if (key is null)
            {
                return false;
            }

            rsa.ImportParameters(key.ExportParameters(includePrivateParameters: false));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static List<KeyMaterial> FromJson(byte[] content, string origin)
    {
        try
        {
            var start = content.AsSpan().IndexOfAny((byte)'{', (byte)'[');
            using var document = JsonDocument.Parse(content.AsMemory(start));
            var list = document.RootElement;
            if (list.ValueKind == JsonValueKind.Object)
            {
                list = list.GetProperty("PublicKeyList");
            }

            var keys = list.EnumerateArray().Select((entry, index) => FromEntry(entry, index, origin)).ToList();
            return keys.Count > 0 ? keys : throw Refused(origin, "lists no key: choose a time range in which the trail delivered digests.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Refused(origin, "is JSON, but not the list of public keys that AWS prints (no 'PublicKeyList').", exception);
        }
    }

    private static KeyMaterial FromEntry(JsonElement entry, int index, string origin)
    {
        if (!entry.GetProperty("Value").TryGetBytesFromBase64(out var der))
        {
            throw Refused(origin, $"has a 'Value' (number {index + 1} of the list) that is not base64.");
        }

        var aws = new AwsKey(entry.TryGetProperty("Fingerprint", out var name) ? name.GetString() : null, Time(entry, "ValidityStartTime"), Time(entry, "ValidityEndTime"));
        return FromDer(der, origin, $"has a 'Value' (number {index + 1} of the list) that is not an RSA public key.", aws);
    }

    /// <summary>The command line prints times as text or as seconds, as its settings want it. They are only shown: what cannot be read is left out.</summary>
    private static DateTimeOffset? Time(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var seconds) && Math.Abs(seconds) < 100_000_000_000 => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
            JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
            _ => null,
        };
    }

    private static FormatException Refused(string origin, string what, Exception? inner = null) => new($"The key file '{origin}' {what} {Cure}", inner);

    private sealed record AwsKey(string? Fingerprint, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTo);
}
