using System.Net;
using System.Security.Claims;
using AuditTrail.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.AspNetCore.Tests.Identity;

/// <summary>Credentials that were given and did not hold: said with scheme and reason, whoever asked the scheme, and without what they were.</summary>
public sealed class FailedAuthenticationTests
{
    [Fact]
    public async Task ARequestThatNoEndpointServesSaysThatItsCredentialsFailed()
    {
        await using var app = await StartAsync(HeaderAuthentication.Add);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.SendAsync(Forged("/nowhere"))).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("UnmatchedRequest", e.Name);
        Assert.Equal("failed", e.Http("authentication"));
        Assert.Equal("Header", e.Http("authenticationScheme"));
    }

    [Fact]
    public async Task ASchemeThatThrowsHasFailedWithItsExceptionsTypeAndTheRequestFailsAsItWould()
    {
        await using var app = await StartAsync(services => services.AddAuthentication("Broken").AddScheme<AuthenticationSchemeOptions, ThrowingAuthentication>("Broken", null));

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/open")).StatusCode);

        var e = await app.Recorder.SingleAsync();
        Assert.Equal("FormatException", e.Error);
        Assert.Equal("failed", e.Http("authentication"));
        Assert.Equal("FormatException", e.Http("authenticationFailure"));
        Assert.DoesNotContain("SECRET", e.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfSeveralFailuresOfOneHandlerTheFirstIsTheReason()
    {
        await using var app = await StartAsync(services => services.AddAuthentication("Two").AddScheme<AuthenticationSchemeOptions, TwiceFailingAuthentication>("Two", null));

        await app.Client.GetAsync("/open");

        Assert.Equal("TimeoutException", (await app.Recorder.SingleAsync()).Http("authenticationFailure"));
    }

    [Fact]
    public async Task AForwardingSchemeNamesTheOneThatRefused()
    {
        await using var app = await StartAsync(services =>
        {
            HeaderAuthentication.Add(services);
            services.AddAuthentication("Either").AddPolicyScheme("Either", null, o => o.ForwardDefault = HeaderAuthentication.SchemeName);
        });

        await app.Client.SendAsync(Forged("/open"));

        Assert.Equal("Header", (await app.Recorder.SingleAsync()).Http("authenticationScheme"));
    }

    [Fact]
    public async Task WhoeverAsksASchemeByHandIsSeenToo()
    {
        await using var app = await StartAsync(services => HeaderAuthentication.Add(services, defaultScheme: null));

        await app.Client.SendAsync(Forged("/asks"));

        Assert.Equal("failed", (await app.Recorder.SingleAsync()).Http("authentication"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAuthenticationServiceOfTheApplicationsOwnIsMadeAndDisposedByTheContainer(bool byFactory)
    {
        var watch = new DisposalWatch();
        await using var app = await StartAsync(services =>
        {
            services.AddAuthentication("Own");
            services.AddSingleton(watch);
            _ = byFactory ? services.AddScoped<IAuthenticationService>(s => new DisposableService(watch, s)) : services.AddScoped<IAuthenticationService, DisposableService>();
            services.AddAuditTrailHttp(_ => { });
        });

        await app.Client.GetAsync("/asks");
        await app.Client.GetAsync("/asks");

        Assert.Equal((2, 2), (watch.Made, watch.Disposed));
    }

    [Fact]
    public async Task AnAuthenticationServiceOfTheApplicationsOwnNeedsNoSchemes()
    {
        await using var app = await WebApp.StartAsync(
            a => a.MapGet("/asks", async (HttpContext context) => (await context.AuthenticateAsync("Own")).Failure?.GetType().Name),
            services =>
            {
                services.AddSingleton<IAuthenticationService>(new RefusingService());
                services.AddAuditTrailHttp(_ => { });
            });

        Assert.Equal("NotSupportedException", await app.Client.GetStringAsync("/asks"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAuthenticationServiceOfTheApplicationsOwnIsKept(bool isAnInstance)
    {
        var own = new RefusingService();
        await using var app = await StartAsync(services =>
        {
            services.AddAuthentication("Own");
            _ = isAnInstance ? services.AddSingleton<IAuthenticationService>(own) : services.AddTransient<IAuthenticationService>(_ => own);
            // As where an application sets itself up before it adds the trail, and adds the trail twice.
            services.AddAuditTrailHttp(_ => { });
            services.AddAuditTrailHttp(_ => { });
        });

        await app.Client.GetAsync("/asks");

        Assert.Equal(1, own.Asked);
        Assert.Equal("NotSupportedException", (await app.Recorder.SingleAsync()).Http("authenticationFailure"));
    }

    [Fact]
    public async Task WithoutAuthenticationTheFrameworksOwnMessageSaysWhatIsMissing()
    {
        Exception? seen = null;
        await using var app = await WebApp.StartAsync(a => a.MapGet("/", async (HttpContext context) => seen = await Record.ExceptionAsync(() => context.SignOutAsync())));

        await app.Client.GetAsync("/");

        Assert.Contains("AddAuthentication", Assert.IsType<InvalidOperationException>(seen).Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Forged(string path)
    {
        var request = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, path);
        request.Headers.Add("X-User", "forged");
        return request;
    }

    private static Task<WebApp> StartAsync(Action<IServiceCollection> services) => WebApp.StartAsync(
        app =>
        {
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            app.UseRouting();
            app.UseAuthentication();
            app.MapGet("/open", () => "ok");
            app.MapGet("/asks", async (HttpContext context) => (await context.AuthenticateAsync("Header")).Succeeded);
        },
        services);

    private sealed class ThrowingAuthentication(Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, Microsoft.Extensions.Logging.ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => throw new FormatException("SECRET");
    }

    private sealed class TwiceFailingAuthentication(Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, Microsoft.Extensions.Logging.ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.Fail(new AggregateException(new AggregateException(new TimeoutException()), new FormatException())));
    }

    private sealed class DisposalWatch
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    /// <summary>With two constructors, of which a container takes the one that it can give most.</summary>
    private sealed class DisposableService : RefusingService, IDisposable
    {
        private readonly DisposalWatch _watch;

        public DisposableService(DisposalWatch watch)
        {
            _watch = watch;
            watch.Made++;
        }

        public DisposableService(DisposalWatch watch, IServiceProvider services)
            : this(watch) => ArgumentNullException.ThrowIfNull(services);

        public void Dispose() => _watch.Disposed++;
    }

    private class RefusingService : IAuthenticationService
    {
        public int Asked { get; private set; }

        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
        {
            if (scheme is null)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            Asked++;
            return Task.FromResult(AuthenticateResult.Fail(new NotSupportedException()));
        }

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
