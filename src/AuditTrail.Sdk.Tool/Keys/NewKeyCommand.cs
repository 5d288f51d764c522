using System.CommandLine;
using AuditTrail.Tool.Output;

namespace AuditTrail.Tool.Keys;

/// <summary><c>audittrail keys new</c>.</summary>
internal static class NewKeyCommand
{
    private const int DefaultBits = 3_072;
    private const string PublicName = "public-key.pem";

    public static Command Create(Terminal terminal)
    {
        var privateFile = new Option<string>("--out") { Description = "The private key's file, mode 0600.", HelpName = "FILE", DefaultValueFactory = _ => "private-key.pem" };
        var publicFile = new Option<string?>("--public") { Description = $"The public key's file. [default: {PublicName} beside the private key]", HelpName = "FILE" };
        var bits = new Option<int>("--bits") { Description = "The key's length.", DefaultValueFactory = _ => DefaultBits };
        bits.AcceptOnlyFromAmong("2048", "3072", "4096");
        var command = new Command("new", "Makes an RSA key pair and prints its fingerprint. Never overwrites a file.") { privateFile, publicFile, bits };
        command.SetAction(parsed =>
        {
            var secret = parsed.GetRequiredValue(privateFile);
            var open = parsed.GetValue(publicFile) ?? Path.Combine(Path.GetDirectoryName(secret) ?? "", PublicName);
            var length = parsed.GetValue(bits);
            var fingerprint = KeyPair.Write(secret, open, length);
            terminal.Say($"Private key  {secret} ({length} bits, mode 0600): keep it where only the application reads it.");
            terminal.Say($"Public key   {open}: give it to whoever verifies, on a way that the application's machine cannot change.");
            terminal.Say($"Fingerprint  {fingerprint}");
            return ExitCode.Valid;
        });
        return command;
    }
}
