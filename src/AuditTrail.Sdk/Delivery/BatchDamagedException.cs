namespace AuditTrail.Delivery;

/// <summary>Events that were found a moment ago are damaged or gone: the batch has to be planned again.</summary>
internal sealed class BatchDamagedException : IOException
{
    public BatchDamagedException()
    {
    }

    public BatchDamagedException(string message)
        : base(message)
    {
    }

    public BatchDamagedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
