namespace AuditTrail.Archive.Verification;

/// <summary>Compares the log files of a digest with what it says of them.</summary>
internal sealed class LogFileCheck(FileReader files)
{
    public async Task<LogFileProof> CheckAsync(DigestProof digest, DigestLogFile listed, CancellationToken cancellationToken)
    {
        var proof = new LogFileProof { Listed = listed };
        if (listed.HashAlgorithm != DigestDocument.HashAlgorithm)
        {
            return NotVerifiable(proof, FindingKind.AlgorithmUnknown, $"The log file is hashed by '{listed.HashAlgorithm}', which is not known.");
        }

        if (!string.Equals(listed.Bucket, digest.Document!.Bucket, StringComparison.Ordinal))
        {
            return NotVerifiable(proof, FindingKind.LogFileElsewhere, $"The log file lies in the bucket '{listed.Bucket}', which was not looked at.");
        }

        var file = await files.ReadLogFileAsync(listed.Key, cancellationToken).ConfigureAwait(false);
        if (file.IsMissing)
        {
            return Tampered(proof, FindingKind.LogFileMissing, $"The log file is missing; the digest '{digest.Key}' lists it.") with { IsMissing = true };
        }

        proof = proof with { Length = file.Length };
        if (file.Problem is { } problem)
        {
            return proof with { Findings = [problem] };
        }

        if (!string.Equals(file.Hash, listed.HashValue, StringComparison.OrdinalIgnoreCase))
        {
            var other = digest.Document.LogFiles.FirstOrDefault(candidate => string.Equals(candidate.HashValue, file.Hash, StringComparison.OrdinalIgnoreCase));
            return other is null
                ? Tampered(proof, FindingKind.LogFileChanged, "The log file's content is not what its digest says: it was changed or replaced.")
                : Tampered(proof, FindingKind.LogFileSwapped, $"The log file holds the content of '{other.Key}'.");
        }

        return proof with
        {
            IsValid = true,
            Numbers = file.Numbers,
            Findings = file.NotJson is null ? [] : [new(FindingKind.LogFileNotJson, FindingSeverity.Warning, listed.Key, $"The log file is what its digest says, but its events cannot be read: {file.NotJson}")],
        };
    }

    private static LogFileProof Tampered(LogFileProof proof, FindingKind kind, string message) =>
        proof with { Findings = [new(kind, FindingSeverity.Tampered, proof.Listed.Key, message)] };

    private static LogFileProof NotVerifiable(LogFileProof proof, FindingKind kind, string message) =>
        proof with { Findings = [new(kind, FindingSeverity.NotVerifiable, proof.Listed.Key, message)] };
}
