namespace AuditTrail.Delivery;

/// <summary>A sink ignores its cancellation token.</summary>
internal sealed class SinkOverdueException : OperationCanceledException
{
    public SinkOverdueException()
    {
    }

    public SinkOverdueException(string message)
        : base(message)
    {
    }

    public SinkOverdueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SinkOverdueException(string message, CancellationToken cancellationToken)
        : base(message, cancellationToken)
    {
    }
}
