using System.Security.Cryptography;

/// <summary>A key pair beside the archive, for a sample only: a real one is made by <c>audittrail keys new</c>, and its public half kept by whoever verifies.</summary>
internal sealed class KeyFiles(string directory)
{
    public string Private { get; } = Path.Combine(directory, "private-key.pem");

    public string Public { get; } = Path.Combine(directory, "public-key.pem");

    /// <summary>Makes the pair; false if there is one.</summary>
    public bool TryCreate()
    {
        if (Path.Exists(Private) || Path.Exists(Public))
        {
            return false;
        }

        Directory.CreateDirectory(directory);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var key = RSA.Create(3072);
        using (var file = new StreamWriter(Private, options))
        {
            file.WriteLine(key.ExportRSAPrivateKeyPem());
        }

        File.WriteAllText(Public, key.ExportSubjectPublicKeyInfoPem() + "\n");
        return true;
    }
}
