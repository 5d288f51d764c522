using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>What a request's method says.</summary>
internal static class HttpMethod
{
    private static readonly string[] Names =
    [
        HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete, HttpMethods.Patch,
        HttpMethods.Head, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect, "OTHER",
    ];

    /// <summary>The known methods in capitals, and last <c>OTHER</c>: a caller may send any word.</summary>
    public static int Count => Names.Length;

    public static string Name(int index) => Names[index];

    public static int IndexOf(string method)
    {
        for (var index = 0; index < Names.Length - 1; index++)
        {
            if (HttpMethods.Equals(Names[index], method))
            {
                return index;
            }
        }

        return Names.Length - 1;
    }

    /// <summary>Whether the method promises to change nothing.</summary>
    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
