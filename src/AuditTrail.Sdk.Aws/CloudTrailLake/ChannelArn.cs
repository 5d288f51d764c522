using System.Buffers;

namespace AuditTrail.Aws;

/// <summary>A channel's name: <c>arn:partition:cloudtrail:region:account:channel/id</c>.</summary>
internal readonly record struct ChannelArn(string Text, string Region, string Account)
{
    private const int Longest = 256;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-:");

    /// <inheritdoc />
    public override string ToString() => Text;

    public static bool TryParse(string? text, out ChannelArn arn)
    {
        arn = default;
        if (text is not { Length: <= Longest } || text.AsSpan().ContainsAnyExcept(Characters))
        {
            return false;
        }

        var parts = text.Split(':');
        if (parts is not ["arn", { Length: > 0 }, "cloudtrail", { Length: > 0 } region, { Length: > 0 } account, { } channel]
            || !channel.StartsWith("channel/", StringComparison.Ordinal) || channel.Length == "channel/".Length
            || OptionProblem.OfRegion("", region) is not null || OptionProblem.OfAccount("", account) is not null)
        {
            return false;
        }

        arn = new ChannelArn(text, region, account);
        return true;
    }
}
