namespace AuditTrail.Aws;

/// <summary>How S3 is asked to encrypt an object.</summary>
public enum S3Encryption
{
    /// <summary>Nothing is asked: the bucket's own setting decides. Amazon S3 then encrypts with keys of its own.</summary>
    BucketDefault,

    /// <summary>With keys that the store manages (SSE-S3, AES-256).</summary>
    S3Managed,

    /// <summary>With a key of AWS KMS (SSE-KMS).</summary>
    Kms,
}
