using ArchUnitNET.Loader;
using Gelf.Engine.Hosting;
using Gelf.Tests.Unit.Cmdlets;

namespace Gelf.Tests.Unit.Architecture;

/// <summary>
/// The folders of the engine, called rooms, and which of them uses which: what the compiled assembly has, type by type, is what
/// docs/architecture.md lists.
/// </summary>
public sealed class RoomTests
{
    private const string Root = "Gelf.Engine.";

    private static readonly string[] s_arrows = Arrows();
    private static readonly (string Room, string[] Uses)[] s_listed = Listed();

    [Fact]
    public void Each_room_uses_the_rooms_that_the_table_lists_for_it_and_no_other() =>
        Assert.Equal(s_listed.SelectMany(row => row.Uses.Select(used => $"{row.Room} uses {used}")).Order(StringComparer.Ordinal), s_arrows);

    [Fact]
    public void The_table_lists_every_folder_with_sources_and_no_other()
    {
        var folders = Directory.EnumerateFiles(HostedShell.FileOf("src/Gelf.Engine"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(HostedShell.FileOf("src/Gelf.Engine"), path).Split('/')[0]);

        Assert.Equal(folders.Except(["bin", "obj"]).Order(StringComparer.Ordinal), s_listed.Select(row => row.Room).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_room_uses_only_rooms_above_it_in_the_table()
    {
        var above = new HashSet<string>();
        foreach (var (room, uses) in s_listed)
        {
            Assert.Empty(uses.Except(above));
            above.Add(room);
        }
    }

    private static string[] Arrows() =>
    [
        .. new ArchLoader().LoadAssemblies(typeof(Relay).Assembly).Build().Types
            .SelectMany(type => type.Dependencies.Select(dependency => (From: RoomOf(type.FullName), To: RoomOf(dependency.Target.FullName))))
            .Where(arrow => arrow.From is not null && arrow.To is not null && arrow.From != arrow.To)
            .Select(arrow => $"{arrow.From} uses {arrow.To}")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    // Web.Transport is a part of Web.
    private static string? RoomOf(string type) =>
        type.StartsWith(Root, StringComparison.Ordinal) && type[Root.Length..].Split('.') is { Length: > 1 } parts ? parts[0] : null;

    private static (string Room, string[] Uses)[] Listed() =>
    [
        .. File.ReadLines(HostedShell.FileOf("docs/architecture.md"))
            .SkipWhile(line => !line.StartsWith("| room |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[3].Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))),
    ];
}
