using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AuditTrail.AspNetCore;

/// <summary>Sees how the stream ends that a hub method returns.</summary>
internal static class StreamWatch
{
    /// <returns>What puts the watch on; null where nothing is returned that can be watched.</returns>
    [UnconditionalSuppressMessage("AOT", "IL3050:RequiresDynamicCode", Justification = "As SignalR itself: streams of reference types share their code, and streams of value types are left alone where none can be made.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060:MakeGenericMethod", Justification = "The methods are this type's own, and ask nothing of their type argument.")]
    public static Func<object, HubDeed, object>? For(Type returnType)
    {
        var type = Awaited(returnType);
        if (!IsStream(type))
        {
            return null;
        }

        var item = type.GetGenericArguments()[0];
        if (item.IsValueType && !RuntimeFeature.IsDynamicCodeSupported)
        {
            return null;
        }

        var name = type.GetGenericTypeDefinition() == typeof(ChannelReader<>) ? nameof(WatchReader) : nameof(WatchEnumerable);
        return typeof(StreamWatch).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)?.MakeGenericMethod(item).CreateDelegate<Func<object, HubDeed, object>>();
    }

    public static bool IsStream(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(IAsyncEnumerable<>) || definition == typeof(ChannelReader<>));

    private static Type Awaited(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;

    private static IAsyncEnumerable<T> WatchEnumerable<T>(object stream, HubDeed deed) => Watched((IAsyncEnumerable<T>)stream, deed);

    private static WatchedReader<T> WatchReader<T>(object stream, HubDeed deed) => new((ChannelReader<T>)stream, deed);

    private static async IAsyncEnumerable<T> Watched<T>(IAsyncEnumerable<T> stream, HubDeed deed, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Exception? failure = null;
        var isOver = false;
        var items = stream.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    isOver = !await items.MoveNextAsync();
                }
                catch (Exception exception)
                {
                    failure = exception;
                    throw;
                }

                if (isOver)
                {
                    yield break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            // Left before its end, too: then nobody listens any more.
            await deed.EndAsync(failure, isAborted: !isOver && failure is null);
            await items.DisposeAsync();
        }
    }
}
