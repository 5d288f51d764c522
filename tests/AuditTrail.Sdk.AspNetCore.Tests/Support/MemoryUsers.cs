using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;

namespace AuditTrail.AspNetCore.Tests.Support;

/// <summary>The users of an ASP.NET Core Identity application, in memory.</summary>
internal sealed class MemoryUsers : IUserPasswordStore<IdentityUser>, IUserEmailStore<IdentityUser>, IUserLockoutStore<IdentityUser>, IUserSecurityStampStore<IdentityUser>
{
    private readonly ConcurrentDictionary<string, IdentityUser> _users = new(StringComparer.Ordinal);

    public Task<IdentityResult> CreateAsync(IdentityUser user, CancellationToken cancellationToken) => Put(user);

    public Task<IdentityResult> UpdateAsync(IdentityUser user, CancellationToken cancellationToken) => Put(user);

    public Task<IdentityResult> DeleteAsync(IdentityUser user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(_users.GetValueOrDefault(userId));

    public Task<IdentityUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Find(user => user.NormalizedUserName == normalizedUserName);

    public Task<IdentityUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) => Find(user => user.NormalizedEmail == normalizedEmail);

    public Task<string> GetUserIdAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.UserName);

    public Task SetUserNameAsync(IdentityUser user, string? userName, CancellationToken cancellationToken) => Do(() => user.UserName = userName);

    public Task<string?> GetNormalizedUserNameAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(IdentityUser user, string? normalizedName, CancellationToken cancellationToken) => Do(() => user.NormalizedUserName = normalizedName);

    public Task SetPasswordHashAsync(IdentityUser user, string? passwordHash, CancellationToken cancellationToken) => Do(() => user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetEmailAsync(IdentityUser user, string? email, CancellationToken cancellationToken) => Do(() => user.Email = email);

    public Task<string?> GetEmailAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.Email);

    public Task<bool> GetEmailConfirmedAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.EmailConfirmed);

    public Task SetEmailConfirmedAsync(IdentityUser user, bool confirmed, CancellationToken cancellationToken) => Do(() => user.EmailConfirmed = confirmed);

    public Task<string?> GetNormalizedEmailAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(IdentityUser user, string? normalizedEmail, CancellationToken cancellationToken) => Do(() => user.NormalizedEmail = normalizedEmail);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(IdentityUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Do(() => user.LockoutEnd = lockoutEnd);

    public Task<int> IncrementAccessFailedCountAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(IdentityUser user, CancellationToken cancellationToken) => Do(() => user.AccessFailedCount = 0);

    public Task<int> GetAccessFailedCountAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<bool> GetLockoutEnabledAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnabled);

    public Task SetLockoutEnabledAsync(IdentityUser user, bool enabled, CancellationToken cancellationToken) => Do(() => user.LockoutEnabled = enabled);

    public Task SetSecurityStampAsync(IdentityUser user, string stamp, CancellationToken cancellationToken) => Do(() => user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.SecurityStamp);

    public void Dispose()
    {
    }

    private static Task Do(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private Task<IdentityResult> Put(IdentityUser user)
    {
        _users[user.Id] = user;
        return Task.FromResult(IdentityResult.Success);
    }

    private Task<IdentityUser?> Find(Func<IdentityUser, bool> matches) => Task.FromResult(_users.Values.FirstOrDefault(matches));
}
