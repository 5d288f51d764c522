using AuditTrail.Archive;
using AuditTrail.Aws.Tests.Support;

namespace AuditTrail.Aws.Tests.S3;

/// <summary>Listings of a real server: pages, order, and keys of others.</summary>
public sealed class S3ListingTests(RadosGateway gateway)
{
    [Fact]
    public async Task AListingGoesOverAllPagesInOrder()
    {
        using var store = await gateway.NewStoreAsync();
        // The server gives pages of 100.
        var keys = Enumerable.Range(0, TestScale.Of(210, 210, 1_040)).Select(number => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"many/{number:00000}")).ToList();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (key, token) => await store.PutIfAbsentAsync(Some.Upload(key, [1, 2, 3]), token));
        await store.PutIfAbsentAsync(Some.Upload("other", [1]), default);

        Assert.Equal(keys, (await store.ListAsync("many/", null, default).ToListAsync()).Select(found => found.Key));
        Assert.Equal(keys[^7..], (await store.ListAsync("many/", keys[^8], default).ToListAsync()).Select(found => found.Key));
        Assert.Equal([new StoredObject("other", 1)], await store.ListAsync("o", null, default).ToListAsync());
        Assert.Empty(await store.ListAsync("none/", null, default).ToListAsync());
        Assert.Equal(keys.Count + 1, (await store.ListAsync("", null, default).ToListAsync()).Count);
    }

    [Fact]
    public async Task KeysOfOthersAreListedAndOpenedWhateverTheyHold()
    {
        using var store = await gateway.NewStoreAsync();
        string[] keys = ["a b+c%20&é€", "a/../y", "a/./z", "control\u0001\r\n", "dbl//x", "q?x#y", "y", "￮", "😀"];
        foreach (var key in keys)
        {
            await store.PutIfAbsentAsync(Some.Upload(key, System.Text.Encoding.UTF8.GetBytes(key)), default);
        }

        Assert.Equal(keys, (await store.ListAsync("", null, default).ToListAsync()).Select(found => found.Key));
        foreach (var key in keys)
        {
            Assert.Equal(key, System.Text.Encoding.UTF8.GetString(await Some.ContentOfAsync(store, key)));
        }
    }
}
