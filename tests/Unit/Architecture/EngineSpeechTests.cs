using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Gelf.Engine.Hosting;

namespace Gelf.Tests.Unit.Architecture;

/// <summary>The engine knows nothing of PowerShell: neither its types nor the names of cmdlets and parameters.</summary>
public sealed partial class EngineSpeechTests
{
    [Fact]
    public void The_engine_refers_to_no_assembly_of_PowerShell() =>
        Assert.DoesNotContain(
            typeof(Relay).Assembly.GetReferencedAssemblies(),
            reference => reference.Name is "System.Management.Automation" or "Gelf.PowerShell" || reference.Name!.StartsWith("Microsoft.PowerShell", StringComparison.Ordinal));

    [Fact]
    public void No_text_in_the_engine_names_a_cmdlet_or_a_parameter_or_PowerShell() =>
        Assert.DoesNotContain(Literals(), literal => OfPowerShell().IsMatch(literal));

    [Theory]
    [InlineData("Get-GelfTap lists the taps there are.", true)]
    [InlineData("Choose another -Port.", true)]
    [InlineData("-Port is taken.", true)]
    [InlineData("the peer's key (-KeyPath)", true)]
    [InlineData("a job of PowerShell", true)]
    [InlineData("Content-Type", false)]
    [InlineData("-----BEGIN ", false)]
    [InlineData("gelf-1", false)]
    public void The_search_finds_such_names_and_nothing_else(string text, bool isFound) => Assert.Equal(isFound, OfPowerShell().IsMatch(text));

    [Fact]
    public void The_search_sees_the_texts_of_the_engine()
    {
        Assert.Contains("TapNameTaken", Literals());
        Assert.Contains(Literals(), literal => literal.StartsWith("wait for tap '", StringComparison.Ordinal));
    }

    // As the compiler has written them: what is in comments is not among them, and parts of interpolated texts are.
    private static List<string> Literals()
    {
        using var image = new PEReader(File.OpenRead(typeof(Relay).Assembly.Location));
        var metadata = image.GetMetadataReader();
        var literals = new List<string>();
        for (var handle = default(UserStringHandle); !(handle = metadata.GetNextHandle(handle)).IsNil;)
            literals.Add(metadata.GetUserString(handle));
        return literals;
    }

    [GeneratedRegex(@"[A-Z][a-z]+-Gelf|(^|[^\w-])-[A-Z][a-z]+|PowerShell")]
    private static partial Regex OfPowerShell();
}
