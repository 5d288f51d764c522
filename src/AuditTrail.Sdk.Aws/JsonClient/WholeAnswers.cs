namespace AuditTrail.Aws;

/// <summary>Hands an answer on only when all of it is there.</summary>
/// <remarks>The SDK reads answers synchronously, outside of any time-out: a server that fell silent behind its headers would hold a trail for ever.</remarks>
internal sealed class WholeAnswers(HttpMessageHandler connections) : DelegatingHandler(connections)
{
    // An answer of either service has some kilobytes.
    private const long Longest = 16 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await answer.Content.LoadIntoBufferAsync(Longest, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
