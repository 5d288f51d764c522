namespace AuditTrail.TestServers;

/// <summary>What one kind of server makes of a request.</summary>
internal interface IProtocol
{
    /// <summary>Takes the request, or refuses it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">None, or one that the protocol itself has to put into words.</param>
    ServerAnswer Answer(ReceivedRequest request, Fault fault);
}
