using AuditTrail.Events;
using AuditTrail.Recording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>A running application on Kestrel with the real recorder: a journal on the disk, and a store that can be down.</summary>
internal sealed class StoredApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory;

    private StoredApp(WebApplication app, BrittleStore store, string directory)
    {
        _app = app;
        _directory = directory;
        Store = store;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public BrittleStore Store { get; }

    public HttpClient Client { get; }

    public IAuditRecorder Recorder => _app.Services.GetRequiredService<IAuditRecorder>();

    /// <summary>Calls <c>UseAuditTrail</c> first, after what is said to be outside, then what the test adds.</summary>
    public static async Task<StoredApp> StartAsync(Action<WebApplication> pipeline, Action<WebApplication>? outside = null)
    {
        var directory = Path.Combine(Path.GetTempPath(), "audittrail-" + Path.GetRandomFileName());
        var store = new BrittleStore();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddAuditTrail(audit => audit
            .From("tests.example.com")
            .Directory(directory)
            .Configure(options =>
            {
                options.Journal.MaxBytes = 1 << 20;
                options.WaitLimit = TimeSpan.FromMilliseconds(500);
                options.DrainTimeout = TimeSpan.Zero;
            })
            .Trail("store", trail => trail.To(_ => store)));
        var app = builder.Build();
        outside?.Invoke(app);
        app.UseAuditTrail();
        pipeline(app);
        await app.StartAsync();
        return new StoredApp(app, store, directory);
    }

    /// <summary>The store is down for so long that the journal has used up its bytes: from now on it refuses events.</summary>
    public async Task FillJournalAsync()
    {
        Store.IsDown = true;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var size in (int[])[100_000, 1_000, 1])
        {
            AuditReceipt receipt;
            do
            {
                deadline.Token.ThrowIfCancellationRequested();
                var filler = AuditEvent.Create("tests.example.com", "Fill", UserIdentity.User("filler")).Request("filler", new string('x', size));
                receipt = await Recorder.RecordAsync(filler, new RecordOptions { OnFailure = RecordFailurePolicy.Continue }, CancellationToken.None);
            }
            while (receipt.Outcome != RecordOutcome.Lost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
