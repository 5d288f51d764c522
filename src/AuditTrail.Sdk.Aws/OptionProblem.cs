using System.Buffers;

namespace AuditTrail.Aws;

/// <summary>What is wrong with one option's value, as a sentence that begins with its name; null when nothing is.</summary>
internal static class OptionProblem
{
    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static string? OfRegion(string name, string? region) =>
        region is null || (region.Length is >= 1 and <= 32 && !region.AsSpan().ContainsAnyExcept(RegionCharacters) && region[0] != '-' && region[^1] != '-')
            ? null
            : $"{name} is '{region}'; a region takes lower-case letters, digits and '-', as eu-central-1.";

    public static string? OfEndpoint(string name, string? endpoint)
    {
        if (endpoint is null)
        {
            return null;
        }

        // What stands before an @ may be a password: it is not repeated.
        return !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
                ? $"{name} is no URL that begins with http:// or https://, as https://aws.example.com:9000."
            : url.UserInfo.Length > 0 ? $"{name} holds a user or password; credentials come from the AWS SDK's chain."
            : url.PathAndQuery != "/" || url.Fragment.Length > 0 ? $"{name} is '{endpoint}'; it takes host and port only, without a path or query."
            : null;
    }

    public static string? OfAccount(string name, string? account) =>
        account is null || (account.Length == 12 && account.All(char.IsAsciiDigit)) ? null : $"{name} is '{account}'; an account id has exactly twelve digits.";

    public static string? OfTime(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value >= min && value <= max ? null : $"{name} is {value:c}; expected {min:c} to {max:c}.";

    public static string? OfChoice<T>(string name, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{name} is {value}; expected one of {string.Join(", ", Enum.GetNames<T>())}.";
}
