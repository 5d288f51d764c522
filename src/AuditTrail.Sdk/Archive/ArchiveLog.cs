using Microsoft.Extensions.Logging;

namespace AuditTrail.Archive;

/// <summary>The archive's log messages.</summary>
internal static partial class ArchiveLog
{
    [LoggerMessage(1200, LogLevel.Warning, "The archive of trail '{Trail}' in {Store} has no signing key: log files are written, and nothing proves that they are whole. Set SigningKeyFile ('audittrail keys new' makes a key).")]
    public static partial void NothingProves(ILogger logger, string trail, string store);

    [LoggerMessage(1201, LogLevel.Information, "The chain '{Chain}' begins in {Store}.")]
    public static partial void ChainBegins(ILogger logger, string chain, string store);

    [LoggerMessage(1202, LogLevel.Warning, "The state of the chain '{Chain}' was lost; it goes on in {Store} behind the digest {Digest}, with {Files} log files that no digest lists yet.")]
    public static partial void ChainRecovered(ILogger logger, string chain, string store, string digest, int files);

    [LoggerMessage(1203, LogLevel.Error, "{Key} is in {Store} with other content than this trail's. Nothing is overwritten; the file waits in the staging folder. Find out who wrote the object.")]
    public static partial void KeyTaken(ILogger logger, string key, string store);

    [LoggerMessage(1204, LogLevel.Error, "{Step} in the staging folder '{Folder}' is damaged and was set aside. Its events come again from the journal; if its files were published already, the archive has them twice.")]
    public static partial void StepDamaged(ILogger logger, string step, string folder);

    [LoggerMessage(1205, LogLevel.Warning, "The clock says {Now:u}, but log files were published until {Last:u}: names go on from there, and never back.")]
    public static partial void ClockBehind(ILogger logger, DateTimeOffset now, DateTimeOffset last);

    [LoggerMessage(1206, LogLevel.Warning, "The archive moves from '{Old}' to '{New}'. The old chain ends with {Files} log files that no digest lists.")]
    public static partial void ChainLeft(ILogger logger, string old, string @new, int files);

    [LoggerMessage(1207, LogLevel.Warning, "The digest {Digest} was signed with another key than the present one (its fingerprint is {Fingerprint}); the chain goes on behind it.")]
    public static partial void ChainSignedByAnother(ILogger logger, string digest, string fingerprint);
}
