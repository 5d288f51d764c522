using System.IO.Compression;

namespace AuditTrail.EndToEnd.Tests;

/// <summary>What <c>dotnet pack</c> gives to the users of a package.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("AuditTrail.Sdk", "lib/net10.0")]
    [InlineData("AuditTrail.Sdk.AspNetCore", "lib/net10.0")]
    [InlineData("AuditTrail.Sdk.Aws", "lib/net10.0")]
    [InlineData("AuditTrail.Sdk.Tool", "tools/net10.0/any")]
    public async Task APackageCarriesReadmeLicenceDocumentationAndSymbols(string name, string folder)
    {
        using var directory = new TemporaryDirectory();
        await ChildProcess.RunAsync(
            "dotnet",
            ["pack", Path.Combine("src", name), "--no-build", "--nologo", "-v", "q", "-c", Repository.Configuration, "-o", directory.Path]);

        var package = Directory.GetFiles(directory.Path, name + ".*.nupkg").Single();
        using var archive = await ZipFile.OpenReadAsync(package);
        var entries = archive.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", entries);
        Assert.Contains("LICENSE", entries);
        Assert.Contains($"{folder}/{name}.dll", entries);
        Assert.Contains($"{folder}/{name}.xml", entries);
        using var reader = new StreamReader(await archive.GetEntry(name + ".nuspec")!.OpenAsync());
        Assert.Contains("<license type=\"expression\">MIT</license>", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(directory.Path, name + ".*.snupkg"));
    }
}
