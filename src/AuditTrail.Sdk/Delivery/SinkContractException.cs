namespace AuditTrail.Delivery;

/// <summary>A sink's answer makes no sense; the batch is offered again, since nothing in it can be believed.</summary>
internal sealed class SinkContractException : Exception
{
    public SinkContractException()
    {
    }

    public SinkContractException(string message)
        : base(message)
    {
    }

    public SinkContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
