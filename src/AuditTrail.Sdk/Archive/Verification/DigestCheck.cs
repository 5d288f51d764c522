namespace AuditTrail.Archive.Verification;

/// <summary>Looks at one digest by itself: whole, at its place, signed.</summary>
internal sealed class DigestCheck(FileReader files, TrustedKeys keys, string? bucket)
{
    public async Task<DigestProof> CheckAsync(DigestKey name, string key, DigestScope scope, CancellationToken cancellationToken)
    {
        var file = await files.ReadDigestAsync(key, cancellationToken).ConfigureAwait(false);
        var proof = new DigestProof { Name = name, Key = key, Scope = scope, Hash = file.Hash, End = name.EndTime, Start = name.EndTime };
        if (file.IsMissing)
        {
            return proof with { Findings = [Tampered(FindingKind.DigestMissing, key, "The digest was listed, but cannot be opened: it is no regular file, or was removed meanwhile.")] };
        }

        if (file.Problem is { } problem)
        {
            return proof with { Findings = [problem], IsInPlace = true };
        }

        try
        {
            return Judge(proof with { Document = DigestDocument.Parse(file.Content), Signature = file.Metadata.GetValueOrDefault(DigestSignature.MetadataName) }, file);
        }
        catch (FormatException exception)
        {
            return proof with { Findings = [Tampered(FindingKind.DigestMalformed, key, exception.Message)], IsInPlace = true };
        }
    }

    private DigestProof Judge(DigestProof proof, FileReading file)
    {
        var document = proof.Document!;
        var findings = new List<VerificationFinding>();
        var isInPlace = string.Equals(document.Key, proof.Key, StringComparison.Ordinal) && (bucket is null || string.Equals(document.Bucket, bucket, StringComparison.Ordinal));
        if (!isInPlace)
        {
            findings.Add(Tampered(FindingKind.DigestMoved, proof.Key, $"The digest was written as '{document.Bucket}/{document.Key}': it was moved or copied here."));
        }

        var signature = SignatureProblem(proof, file);
        if (signature is not null)
        {
            findings.Add(signature);
        }

        var hasTimes = KeyTime.TryParseDocument(document.StartTime, out var start) & KeyTime.TryParseDocument(document.EndTime, out var end) && start <= end && end == proof.Name.EndTime;
        if (!hasTimes)
        {
            // Signed or not, nobody can say what span it covers.
            findings.Add(new(FindingKind.DigestMalformed, FindingSeverity.NotVerifiable, proof.Key,
                $"The digest's times ('{document.StartTime}' to '{document.EndTime}') are not those of its name, or no times."));
        }

        return proof with
        {
            IsInPlace = isInPlace,
            IsValid = isInPlace && signature is null && hasTimes,
            Start = hasTimes ? start : proof.Start,
            Findings = findings,
        };
    }

    private VerificationFinding? SignatureProblem(DigestProof proof, FileReading file)
    {
        var document = proof.Document!;
        if (document.DigestSignatureAlgorithm != DigestDocument.SignatureAlgorithm)
        {
            return new(FindingKind.AlgorithmUnknown, FindingSeverity.NotVerifiable, proof.Key, $"The digest is signed by '{document.DigestSignatureAlgorithm}', which is not known.");
        }

        if (proof.Signature is not { Length: > 0 } hex || !file.Metadata.TryGetValue(DigestSignature.AlgorithmMetadataName, out var algorithm))
        {
            return Tampered(FindingKind.SignatureMissing, proof.Key,
                "The digest's signature is missing. It lies in the object's metadata, which a copy easily loses; in a directory, in the file beside it that ends with '.metadata.json'.");
        }

        if (algorithm != document.DigestSignatureAlgorithm)
        {
            return Tampered(FindingKind.SignatureWrong, proof.Key, $"The signature is said to be '{algorithm}', and the digest says '{document.DigestSignatureAlgorithm}'.");
        }

        var signature = Decode(hex);
        var text = DigestSignature.StringToSign(document.EndTime, document.Bucket, document.Key, file.Content, document.Previous?.Signature);
        var check = signature is null ? KeyCheck.Wrong : keys.Check(document.PublicKeyFingerprint, text, signature);
        return check switch
        {
            KeyCheck.Right => null,
            KeyCheck.Unknown => new(FindingKind.KeyUnknown, FindingSeverity.NotVerifiable, proof.Key,
                $"The digest is signed with the key '{document.PublicKeyFingerprint}', which is not among the trusted ones: neither it nor its log files are proven."),
            _ => Tampered(FindingKind.SignatureWrong, proof.Key, "The digest's signature is wrong: the digest or its signature was changed."),
        };
    }

    private static byte[]? Decode(string hex)
    {
        try
        {
            return Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static VerificationFinding Tampered(FindingKind kind, string key, string message) => new(kind, FindingSeverity.Tampered, key, message);
}
