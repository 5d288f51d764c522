using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>Takes the named properties of what the application's code answers, before the response starts. Immutable and thread-safe.</summary>
internal sealed class CapturedResponse(NamedProperties properties, Type type)
{
    public void AddTo(HttpContext context, object? answer)
    {
        if (Value(answer) is not { } value || !type.IsInstanceOfType(value) || CapturedArgument.RequestOf(context) is not { } request)
        {
            return;
        }

        var capture = new CaptureContext(request.AllowedParameters);
        try
        {
            properties.Write(value, (name, read) => request.Event.Response(name, read), ref capture);
        }
        catch (Exception exception)
        {
            capture.Problems.Add(type.Name, exception);
        }

        request.Event.AddProblems(capture.Problems);
    }

    private static object? Value(object? answer)
    {
        while (answer is INestedHttpResult nested)
        {
            answer = nested.Result;
        }

        return answer is IValueHttpResult result ? result.Value : answer;
    }
}
