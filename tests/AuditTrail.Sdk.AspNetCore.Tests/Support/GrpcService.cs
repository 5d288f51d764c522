using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>Endpoints that do by hand what the gRPC server of ASP.NET Core does: when it starts the response, flushes, and where it puts the status.</summary>
internal static class GrpcService
{
    public static IEndpointConventionBuilder MapGrpc(this IEndpointRouteBuilder app, string path, Func<HttpContext, Task> call) =>
        app.MapPost(path, (HttpContext context) =>
        {
            context.Response.ContentType = "application/grpc";
            return call(context);
        });

    /// <summary>A unary call: the message is written, and leaves with the trailers.</summary>
    public static async Task AnswerAsync(HttpContext context, string message)
    {
        await ReadMessageAsync(context.Request.BodyReader);
        await context.Response.StartAsync();
        Write(context.Response.BodyWriter, message);
        SetStatus(context, 0);
    }

    /// <summary>One message of a stream, which leaves at once.</summary>
    public static async Task SendAsync(HttpContext context, string message)
    {
        await context.Response.StartAsync();
        Write(context.Response.BodyWriter, message);
        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Into the trailers; where nothing was sent, into the headers.</summary>
    public static void SetStatus(HttpContext context, int status)
    {
        var target = context.Response.HasStarted ? context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : context.Response.Headers;
        target["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
    }

    /// <returns>Null at the end of the caller's messages.</returns>
    public static async Task<string?> ReadMessageAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            if (TryTake(ref buffer, out var message))
            {
                reader.AdvanceTo(buffer.Start);
                return message;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out string message)
    {
        message = "";
        if (buffer.Length < 5)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.Slice(1, 4).ToArray());
        if (buffer.Length < 5 + length)
        {
            return false;
        }

        message = Encoding.UTF8.GetString(buffer.Slice(5, length));
        buffer = buffer.Slice(5 + length);
        return true;
    }

    private static void Write(PipeWriter writer, string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var span = writer.GetSpan(5 + text.Length);
        span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], text.Length);
        text.CopyTo(span[5..]);
        writer.Advance(5 + text.Length);
    }
}
