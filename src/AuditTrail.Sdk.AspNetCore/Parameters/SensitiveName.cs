namespace AuditTrail.AspNetCore;

/// <summary>What is never written in clear: values whose name says that they open something.</summary>
internal static class SensitiveName
{
    public const string Mask = "***";

    private static readonly string[] Words = ["token", "code", "key", "secret", "password"];

    /// <summary>Whether the name contains such a word: <c>resetToken</c> and <c>api_key</c> do.</summary>
    public static bool Matches(string name)
    {
        foreach (var word in Words)
        {
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
