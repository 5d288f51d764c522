using Amazon.S3;
using Amazon.S3.Model;
using AuditTrail.Archive;

namespace AuditTrail.Aws;

/// <summary>The four requests that an archive makes.</summary>
internal sealed class S3Requests(S3LogFileStoreOptions options, TimeProvider time)
{
    public PutObjectRequest Put(LogFileUpload upload, bool onlyIfAbsent)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = upload.Key,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            InputStream = upload.OpenContent(),
            AutoCloseStream = true,
            // The SDK's default, a checksum after chunks, is refused by many stores; this way the payload's SHA-256 is signed, and its CRC-32 stands in a header, as object lock wants it.
            UseChunkEncoding = false,
            IfNoneMatch = onlyIfAbsent ? "*" : null,
        };
        request.Headers.ContentType = "application/json";
        request.Headers.ContentEncoding = "gzip";
        foreach (var (name, value) in upload.Metadata)
        {
            request.Metadata.Add(name, value);
        }

        Encrypt(request);
        Lock(request);
        return request;
    }

    public GetObjectMetadataRequest Head(string key) => new() { BucketName = options.Bucket, Key = key, ExpectedBucketOwner = options.ExpectedBucketOwner };

    public GetObjectRequest Get(string key) => new() { BucketName = options.Bucket, Key = key, ExpectedBucketOwner = options.ExpectedBucketOwner };

    public ListObjectsV2Request List(string prefix, string? after) => new()
    {
        BucketName = options.Bucket,
        Prefix = prefix,
        StartAfter = after,
        // Amazon's own limit, said: a server's smaller one bounds what is asked for.
        MaxKeys = 1_000,
        Encoding = EncodingType.Url,
        ExpectedBucketOwner = options.ExpectedBucketOwner,
    };

    private void Encrypt(PutObjectRequest request)
    {
        switch (options.Encryption)
        {
            case S3Encryption.S3Managed:
                request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256;
                break;
            case S3Encryption.Kms:
                request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS;
                request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
                break;
        }
    }

    private void Lock(PutObjectRequest request)
    {
        if (options.Retention is { } retention)
        {
            request.ObjectLockMode = options.RetentionMode == S3RetentionMode.Compliance ? ObjectLockMode.Compliance : ObjectLockMode.Governance;
            request.ObjectLockRetainUntilDate = time.GetUtcNow().UtcDateTime + retention;
        }
    }
}
