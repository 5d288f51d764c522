using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;

namespace AuditTrail.Tool.Keys;

/// <summary>A new RSA key in two PEM files: the private half as PKCS#1, the public one as SubjectPublicKeyInfo, which every tool reads.</summary>
internal static class KeyPair
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes both files or none.</summary>
    /// <returns>The fingerprint that digests will name.</returns>
    /// <exception cref="UsageException">A file exists or cannot be made.</exception>
    public static string Write(string privateFile, string publicFile, int bits)
    {
        // Before the seconds that a long key takes; what counts is CreateNew.
        foreach (var taken in new[] { privateFile, publicFile }.Where(Path.Exists))
        {
            throw Exists(taken);
        }

        using var key = RSA.Create(bits);
        Create(privateFile, key.ExportRSAPrivateKeyPem(), OwnerOnly);
        try
        {
            Create(publicFile, key.ExportSubjectPublicKeyInfoPem(), ForAll);
        }
        catch
        {
            File.Delete(privateFile);
            throw;
        }

        using var signer = RsaDigestSigner.FromPemFile(privateFile);
        return signer.Fingerprint;
    }

    private static void Create(string file, string pem, UnixFileMode mode)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            using var stream = new FileStream(file, options);
            stream.Write(Encoding.ASCII.GetBytes(pem + "\n"));
        }
        catch (IOException) when (Path.Exists(file))
        {
            throw Exists(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"'{file}' cannot be written: {exception.Message}", exception);
        }
    }

    private static UsageException Exists(string file) => new($"'{file}' exists, and a key is never overwritten: move it, or name another file with --out and --public.");
}
