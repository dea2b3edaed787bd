using System.Text.Json.Nodes;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>Something that reads bytes of others, and what must be true of it whatever they are.</summary>
/// <param name="Name">Its name, and that of its folder in tests/corpora.</param>
/// <param name="Check">Runs it on an input. Throws if something is untrue.</param>
/// <param name="Budget">On how many mutated inputs the Unit suite runs it.</param>
/// <param name="Judge">What it makes of an input, if the page has it, too: null for nothing, else a form that both write alike.</param>
internal sealed record FuzzTarget(string Name, FuzzTarget.Run Check, int Budget = 2_000, FuzzTarget.Verdict? Judge = null)
{
    internal delegate void Run(ReadOnlySpan<byte> input);

    internal delegate JsonNode? Verdict(ReadOnlySpan<byte> input);

    /// <summary>All of them: whatever comes over a link, from a file, or from a user who was given a text by somebody.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("envelope", EnvelopeTarget.Check, Judge: EnvelopeTarget.Judge),
        new("records", RecordsTarget.Check),
        new("frame", FrameTarget.Check),
        new("batch", BatchTarget.Check, Budget: 500),
        new("hello", HelloTarget.Check, Judge: HelloTarget.Judge),
        new("joinlink", JoinLinkTarget.Check, Judge: JoinLinkTarget.Judge),
        new("control", ControlTarget.Check),
        new("window", WindowTarget.Check, Judge: WindowTarget.Judge),
        new("switch", SwitchTarget.Check, Budget: 1_000, SwitchTarget.Judge),
        new("handshake", HandshakeTarget.Check, Budget: 200),
        new("relay", RelayTarget.CheckPlain, Budget: 200),
        new("sealed-relay", RelayTarget.CheckSealed, Budget: 100),
        new("keyfile", KeyFileTarget.Check, Budget: 300),
        new("certificate", CertificateTarget.Check, Budget: 200),
    ];

    internal static FuzzTarget Named(string name) =>
        All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"There is no target '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.");

    public override string ToString() => Name;
}
