using System.Reflection;
using AuditTrail.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Tests.Diagnostics;

public sealed class LogTests
{
    private static readonly LoggerMessageAttribute[] Messages =
    [
        .. typeof(Log).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>(),
    ];

    [Fact]
    public void NoTwoMessagesHaveOneId()
    {
        Assert.NotEmpty(Messages);
        Assert.Empty(Messages.GroupBy(message => message.EventId).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void WhatLosesOrDelaysEventsIsAtLeastAWarning() =>
        Assert.All(
            Messages.Where(message => new[] { "lost", "late", "LOST", "could not", "missing", "damage" }.Any(word => message.Message.Contains(word, StringComparison.Ordinal))),
            message => Assert.True(message.Level >= LogLevel.Warning, message.Message));
}
