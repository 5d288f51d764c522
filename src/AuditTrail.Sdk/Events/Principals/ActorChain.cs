using System.Buffers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

namespace AuditTrail.Events.Principals;

/// <summary>Who acts in the user's place (RFC 8693, <c>act</c>): the current actor, and those before.</summary>
internal struct ActorChain
{
    /// <summary>An actor that cannot be read is one all the same.</summary>
    public const string Unreadable = "unknown";

    public const int MaxCount = 8;
    private const int MaxIdLength = 256;
    private const int MaxTextLength = 16_384;

    /// <summary>Deeper than any text of that length can be.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxTextLength };

    private string?[]? _ids;

    /// <summary>How many there are, also beyond those that are kept.</summary>
    public int Count { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    /// <summary>The one who acts now.</summary>
    public readonly string? Current => IsEmpty ? null : this[0];

    public readonly string this[int index] => _ids?[index] ?? Unreadable;

    /// <param name="actor">The actor that the application set; it comes before what a claim says.</param>
    /// <param name="claim">The claim <c>act</c>: JSON, or the actor's bare id.</param>
    public static ActorChain Of(ClaimsIdentity? actor, string? claim)
    {
        var chain = default(ActorChain);
        if (actor is not null)
        {
            chain.Read(actor);
        }
        else if (claim is not null)
        {
            chain.Read(claim);
        }

        return chain;
    }

    private void Read(ClaimsIdentity actor)
    {
        for (var next = actor; next is not null; next = next.Actor)
        {
            Put(Count++, next.IsAuthenticated ? IdOf(next) : null);
        }
    }

    private static string? IdOf(ClaimsIdentity actor)
    {
        var claims = PrincipalClaims.Of(actor);
        return claims.Anchor?.Value ?? claims.Name ?? actor.Name;
    }

    private void Read(string claim)
    {
        if (claim.AsSpan().TrimStart() is not ['{', ..])
        {
            Put(Count++, claim);
            return;
        }

        if (claim.Length > MaxTextLength)
        {
            Count = 1;
            return;
        }

        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(claim.Length));
        try
        {
            ReadLevels(utf8.AsSpan(0, Encoding.UTF8.GetBytes(claim, utf8)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half a chain may name the wrong one as the first.
            (_ids, Count) = (null, 1);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>One pass without recursion: all objects that are open are actors, everything else is skipped.</summary>
    private void ReadLevels(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Count++;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader);
            }
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        // The depth within an object that stands in n others is n + 1.
        var level = reader.CurrentDepth - 1;
        var isSubject = reader.ValueTextEquals("sub"u8);
        if (reader.ValueTextEquals("act"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Count++;
                return;
            }

            Count += reader.TokenType == JsonTokenType.Null ? 0 : 1;
            if (reader.TokenType == JsonTokenType.String)
            {
                Put(level + 1, reader.GetString());
            }
        }
        else if (isSubject || reader.ValueTextEquals("client_id"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && level < MaxCount && (isSubject || _ids?[level] is null))
            {
                Put(level, reader.GetString());
            }
        }
        else
        {
            reader.Read();
        }

        reader.Skip();
    }

    private void Put(int index, string? id)
    {
        if (index < MaxCount && !string.IsNullOrWhiteSpace(id))
        {
            (_ids ??= new string?[MaxCount])[index] = id.Length <= MaxIdLength ? id : id[..MaxIdLength];
        }
    }
}
