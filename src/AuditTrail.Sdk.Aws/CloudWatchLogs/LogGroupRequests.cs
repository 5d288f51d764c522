using System.Text.Json;
using Amazon.Runtime;

namespace AuditTrail.Aws;

/// <summary>What is asked of CloudWatch Logs.</summary>
internal sealed class LogGroupRequests(JsonServiceClient client, CloudWatchLogsSinkOptions options)
{
    public Task<JsonAnswer> PutAsync(byte[] body, CancellationToken cancellationToken) => SendAsync(CloudWatchLogsFailures.Put, body, cancellationToken);

    public Task CreateGroupAsync(CancellationToken cancellationToken) => CreateAsync(CloudWatchLogsFailures.CreateGroup, writer =>
    {
        if (options.KmsKeyId is { } key)
        {
            writer.WriteString("kmsKeyId"u8, key);
        }

        if (options.DataSourceName is { } name)
        {
            writer.WriteStartObject("tags"u8);
            writer.WriteString("cw:datasource:name"u8, name);
            if (options.DataSourceType is { } type)
            {
                writer.WriteString("cw:datasource:type"u8, type);
            }

            writer.WriteEndObject();
        }
    }, cancellationToken);

    public Task CreateStreamAsync(string stream, CancellationToken cancellationToken) =>
        CreateAsync(CloudWatchLogsFailures.CreateStream, writer => writer.WriteString("logStreamName"u8, stream), cancellationToken);

    public Task SetRetentionAsync(int days, CancellationToken cancellationToken) =>
        SendAsync(CloudWatchLogsFailures.SetRetention, Body(writer => writer.WriteNumber("retentionInDays"u8, days)), cancellationToken);

    private async Task CreateAsync(string operation, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(operation, Body(write), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException answer) when (CloudWatchLogsFailures.IsThereAlready(answer))
        {
            // Another instance was faster.
        }
    }

    private Task<JsonAnswer> SendAsync(string operation, byte[] body, CancellationToken cancellationToken) => client.SendAsync(
        new JsonCall(operation, body) { ContentType = "application/x-amz-json-1.1", Headers = [new("X-Amz-Target", "Logs_20140328." + operation)] }, cancellationToken);

    private byte[] Body(Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("logGroupName"u8, options.LogGroup);
            write(writer);
            writer.WriteEndObject();
        }

        return body.ToArray();
    }
}
