namespace AuditTrail.Archive.Verification;

/// <summary>Follows a chain from digest to digest: what each says of the one before it.</summary>
internal sealed class ChainLinks(ChainId id, DateTimeOffset? from, FindingLog findings)
{
    private const int Remembered = 64; // how far back an inserted digest is recognised as one

    private readonly List<ChainPlace> _places = []; // the newest last

    /// <summary>The last key that lies before the range and was not opened.</summary>
    public string? Skipped { get; set; }

    /// <summary>Nothing was found against the chain itself.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Takes the next digest in the order of time.</summary>
    /// <returns>False when what comes before it was not looked at although it should be there.</returns>
    public bool Add(DigestProof digest)
    {
        var isJoined = true;
        if (digest.IsValid)
        {
            if (digest.Document!.Previous is { } link)
            {
                isJoined = Follow(digest, link);
            }
            else if (_places.Count > 0 || (Skipped is not null && string.CompareOrdinal(Skipped, digest.Key) < 0))
            {
                Restarted(digest);
                isJoined = false;
            }
        }

        IsSound &= digest.IsValid;
        if (digest.IsInPlace)
        {
            _places.Add(new ChainPlace(digest.Key, digest.Hash, digest.Signature, digest.IsTampered));
            if (_places.Count > Remembered)
            {
                _places.RemoveAt(0);
            }
        }

        return isJoined;
    }

    private bool Follow(DigestProof digest, DigestLink link)
    {
        var at = _places.FindLastIndex(place => place.Key == link.Key);
        if (at < 0)
        {
            return IsBeforeTheRange(digest, link);
        }

        foreach (var inserted in _places.Skip(at + 1))
        {
            Tampered(FindingKind.DigestInserted, inserted.Key, $"The digest does not belong to the chain: '{digest.Key}' follows '{link.Key}'.");
        }

        var place = _places[at];
        if (link.HashAlgorithm != DigestDocument.HashAlgorithm)
        {
            IsSound = false;
            findings.Add(FindingKind.AlgorithmUnknown, FindingSeverity.NotVerifiable, digest.Key, $"The digest before is hashed by '{link.HashAlgorithm}', which is not known.");
        }
        else if (place is { IsBlamed: false, Hash: not null } && !(Same(place.Hash, link.HashValue) && Same(place.Signature, link.Signature)))
        {
            Tampered(FindingKind.DigestReplaced, place.Key, $"The digest is not the one that '{digest.Key}' follows: it was replaced, or signed again by somebody who has the key.");
        }

        return true;
    }

    /// <summary>The digest follows one that was not looked at; anything but the range's beginning is a finding.</summary>
    private bool IsBeforeTheRange(DigestProof digest, DigestLink link)
    {
        if (_places.Count == 0 && (link.Key == Skipped || from > digest.Start))
        {
            return true;
        }

        if (_places.Count == 0 && !string.Equals(link.Bucket, digest.Document!.Bucket, StringComparison.Ordinal))
        {
            findings.Add(FindingKind.ChainElsewhere, FindingSeverity.NotVerifiable, digest.Key,
                $"The digest follows one in the bucket '{link.Bucket}', which was not looked at; verify from after {KeyTime.ToDocument(digest.Start)} on, and the rest there.");
        }
        else
        {
            Tampered(FindingKind.DigestMissing, link.Key, $"The digest is missing; '{digest.Key}' follows it." +
                (_places.Count == 0 ? $" If old files are removed on purpose, verify from after {KeyTime.ToDocument(digest.Start)} on." : ""));
        }

        return false;
    }

    private void Restarted(DigestProof digest)
    {
        // AWS begins a new chain when logging was stopped and started; a trail of ours never does.
        var isOurs = id.Trail.Length > 9 && id.Trail[^9] == '-' && id.Trail[^8..].All(char.IsAsciiHexDigitLower) && digest.Name.HomeRegion == digest.Name.Location.Region;
        IsSound = false;
        findings.Add(FindingKind.ChainRestarted, isOurs ? FindingSeverity.Tampered : FindingSeverity.NotVerifiable, digest.Key,
            "A chain begins here although digests come before it: what was written in between is not proven." +
            (isOurs ? "" : " CloudTrail does this when logging is stopped and started again."));
    }

    private void Tampered(FindingKind kind, string key, string message)
    {
        IsSound = false;
        findings.Add(kind, FindingSeverity.Tampered, key, message);
    }

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
