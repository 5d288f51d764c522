using AuditTrail.Delivery;
using AuditTrail.Storage;

namespace AuditTrail.Tests.Delivery;

public sealed class CursorTests
{
    private static readonly TrailProgress Progress = new()
    {
        Stream = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Epoch = 3,
        Selector = "All/Any",
        Start = -10,
        Position = 90,
        TrailSequence = 70,
        Delivered = 60,
        DeadLettered = 5,
        NotSelected = 30,
        Skipped = 6,
        Raised = 2,
        State = "a \"state\" of the sink, ünicode \u202e included",
        Markers = [new TrailMarker(new GapFacts(1, 6, 6, "why") { TrailFrom = 3, TrailTo = 5 }, DateTimeOffset.UnixEpoch.AddTicks(1234567), TrailBench.Payload("TrailGap"), HasAdditionalEventData: false)],
    };

    [Fact]
    public void ACursorIsReadAsItWasWritten()
    {
        Assert.True(CursorDocument.TryRead(CursorDocument.Write(Progress), out var read));
        Assert.Equal(Progress with { Markers = [] }, read! with { Markers = [] });
        var marker = Assert.Single(read.Markers);
        Assert.Equal(Progress.Markers[0].Gap, marker.Gap);
        Assert.Equal(Progress.Markers[0].Time, marker.Time);
        Assert.Equal(Progress.Markers[0].Payload.ToArray(), marker.Payload.ToArray());
    }

    [Fact]
    public void NoChangedByteAndNoCutGoesUnnoticed()
    {
        var document = CursorDocument.Write(Progress);
        for (var i = 0; i < document.Length; i++)
        {
            foreach (var flip in new byte[] { 1, 2, 32, 128 })
            {
                document[i] ^= flip;
                if (CursorDocument.TryRead(document, out var read))
                {
                    // A few flips change nothing: the case of a letter in an escape, say. What is read has to be the same.
                    Assert.Equal(Progress with { Markers = [] }, read! with { Markers = [] });
                }

                document[i] ^= flip;
            }

            Assert.False(CursorDocument.TryRead(document.AsMemory(0, i), out _));
        }
    }

    [Fact]
    public void ACursorThatDoesNotAddUpIsDamaged() =>
        Assert.False(CursorDocument.TryRead(CursorDocument.Write(Progress with { Delivered = 61 }), out _));

    [Fact]
    public void SavingReplacesTheFileAndLeavesNothingElse()
    {
        var storage = new MemoryStorage();
        var file = new CursorFile(storage, "security");
        Assert.Null(file.Load());
        file.Save(Progress);
        file.Save(Progress with { State = null });
        Assert.Null(file.Load()!.State);
        Assert.Equal(["security.json"], storage.List(CursorFile.Folder));
        Assert.Equal(["security"], CursorFile.TrailsIn(storage).ToList());
    }

    [Fact]
    public void ARegisterRemembersTrailsEpochsAndReleases()
    {
        var storage = new MemoryStorage();
        var register = TrailRegister.Load(storage);
        Assert.False(register.IsKnown);
        register.Set("b", 1);
        register.Set("A", 4);
        register.Set("gone", 2);
        register.Release("gone", 2);
        register.Save();

        var read = TrailRegister.Load(storage);
        Assert.True(read.IsKnown);
        Assert.Equal(["A", "b"], read.Trails.ToList());
        Assert.Equal((4, 2, 0), (read.EpochOf("a"), read.EpochOf("gone"), read.EpochOf("never")));
        Assert.False(read.Contains("gone"));
    }
}
