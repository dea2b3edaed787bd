using Gelf.Engine.Devices;

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
        Held = tap.Held;
    }

    /// <summary>The tap's name.</summary>
    public string Name { get; }

    /// <summary>The tap as this process holds it, if it is that which is meant.</summary>
    internal ITap? Held { get; }

    /// <summary>The tap's name.</summary>
    public override string ToString() => Name;
}
