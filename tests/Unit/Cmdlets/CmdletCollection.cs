namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>The cmdlets share their jobs and taps across the process, so tests of them run one after the other, in one shell.</summary>
[CollectionDefinition(Name)]
public sealed class CmdletCollection : ICollectionFixture<HostedShell>
{
    public const string Name = "Cmdlets";
}
