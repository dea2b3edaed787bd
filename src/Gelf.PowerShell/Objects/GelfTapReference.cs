namespace Gelf.PowerShell.Objects;

/// <summary>A tap, or the name of one: what <c>-Tap</c> takes. PowerShell converts both by itself.</summary>
public sealed class GelfTapReference
{
    /// <summary>The tap with this name.</summary>
    public GelfTapReference(string name) => Name = name;

    /// <summary>This tap.</summary>
    public GelfTapReference(GelfTap tap)
    {
        ArgumentNullException.ThrowIfNull(tap);
        Name = tap.Name;
    }

    /// <summary>The tap's name.</summary>
    public string Name { get; }

    /// <summary>The tap's name.</summary>
    public override string ToString() => Name;
}
