using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace AuditTrail.Aws;

internal sealed class JsonCallMarshaller(JsonService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (JsonCall)input;
        var request = new DefaultRequest(call, service.ServiceId)
        {
            HttpMethod = "POST",
            ResourcePath = call.Path,
            Content = call.Body,
            UseQueryString = call.Query.Count > 0,
        };
        request.Headers["Content-Type"] = call.ContentType;
        foreach (var (name, value) in call.Headers)
        {
            request.Headers[name] = value;
        }

        foreach (var (name, value) in call.Query)
        {
            request.Parameters[name] = value;
        }

        return request;
    }
}
