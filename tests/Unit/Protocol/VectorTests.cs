using System.Text;
using System.Text.Json;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.Unit.Protocol;

public sealed class VectorTests
{
    public static TheoryData<string> Envelopes => VectorFile.Names("envelope.json");
    public static TheoryData<string> Records => VectorFile.Names("records.json");
    public static TheoryData<string> Hellos => VectorFile.Names("hello.json");
    public static TheoryData<string> JoinLinks => VectorFile.Names("joinlink.json");
    public static TheoryData<string> Windows => VectorFile.Names("window.json");
    public static TheoryData<string> RecentWindows => VectorFile.Names("recentwindow.json");

    [Theory, MemberData(nameof(Envelopes))]
    public void An_envelope_reads_as_the_vector_says(string name)
    {
        var entry = VectorFile.Entry("envelope.json", name);
        var message = VectorFile.Bytes(entry);

        var valid = Envelope.TryRead(message, out var envelope);

        Assert.Equal(entry.GetProperty("valid").GetBoolean(), valid);
        if (!valid)
            return;
        Assert.Equal(entry.GetProperty("kind").GetString(), envelope.Kind.ToString(), ignoreCase: true);
        Assert.Equal(entry.GetProperty("sealed").GetBoolean(), envelope.Sealed);
        Assert.Equal(entry.GetProperty("tagged").GetBoolean(), envelope.Tagged);
        Assert.Equal(entry.GetProperty("hopLimit").GetByte(), envelope.HopLimit);
        Assert.Equal(entry.GetProperty("epoch").GetByte(), envelope.Epoch);
        Assert.Equal(entry.GetProperty("flow").GetUInt32(), envelope.Flow);
        Assert.Equal(entry.Id("origin"), envelope.Origin);
        Assert.Equal(entry.Id("target"), envelope.Target);
        Assert.Equal(entry.GetProperty("sequence").GetUInt64(), envelope.Sequence);
        var written = new byte[Envelope.Size];
        envelope.Write(written);
        Assert.Equal(message[..Envelope.Size], written);
    }

    [Theory, MemberData(nameof(Records))]
    public void Records_read_as_the_vector_says(string name)
    {
        var entry = VectorFile.Entry("records.json", name);
        ReadOnlySpan<byte> payload = VectorFile.Bytes(entry);

        var valid = FrameRecords.AreWellFormed(payload);

        Assert.Equal(entry.GetProperty("valid").GetBoolean(), valid);
        if (!valid)
            return;
        foreach (var record in entry.GetProperty("records").EnumerateArray())
        {
            Assert.True(FrameRecords.TryTake(ref payload, out var headerAndFrame));
            Assert.Equal(VectorFile.Bytes(record.GetProperty("header")), headerAndFrame[..VirtioNetHeader.Size].ToArray());
            Assert.Equal(VectorFile.Bytes(record.GetProperty("frame")), headerAndFrame[VirtioNetHeader.Size..].ToArray());
        }
        Assert.True(payload.IsEmpty);
    }

    [Theory, MemberData(nameof(Hellos))]
    public void A_hello_reads_as_the_vector_says(string name)
    {
        var entry = VectorFile.Entry("hello.json", name);
        var payload = entry.TryGetProperty("json", out var json) ? Encoding.UTF8.GetBytes(json.GetString()!) : VectorFile.Bytes(entry);

        var valid = Hello.TryRead(payload, out var hello);

        Assert.Equal(entry.GetProperty("valid").GetBoolean(), valid);
        if (!valid)
            return;
        var fields = entry.GetProperty("fields");
        Assert.Equal(fields.GetProperty("name").GetString(), hello!.Name);
        Assert.Equal(fields.GetProperty("role").GetString(), hello.Role);
        Assert.Equal(Optional(fields, "tap")?.GetString(), hello.Tap);
        Assert.Equal(Optional(fields, "mac")?.GetString(), hello.Mac);
        Assert.Equal(Optional(fields, "mtu")?.GetInt32(), hello.Mtu);
        Assert.Equal(Optional(fields, "sealed")?.GetBoolean(), hello.Sealed);
        Assert.Equal(Optional(fields, "keyId")?.GetString(), hello.KeyId);
    }

    [Theory, MemberData(nameof(JoinLinks))]
    public void A_join_link_reads_as_the_vector_says(string name)
    {
        var entry = VectorFile.Entry("joinlink.json", name);
        var text = entry.GetProperty("text").GetString()!;

        var valid = JoinLink.TryParse(text, out var link);

        Assert.Equal(entry.GetProperty("valid").GetBoolean(), valid);
        if (!valid)
        {
            Assert.Equal("JoinLinkInvalid", Assert.Throws<GelfException>(() => JoinLink.Parse(text)).ErrorId);
            return;
        }
        var fields = entry.GetProperty("fields");
        Assert.Equal(fields.GetProperty("scheme").GetString(), link!.Scheme);
        Assert.Equal(fields.GetProperty("host").GetString(), link.Host);
        Assert.Equal(fields.GetProperty("port").GetInt32(), link.Port);
        Assert.Equal(fields.GetProperty("token").GetString(), link.Token);
        Assert.Equal(fields.GetProperty("with").EnumerateArray().Select(w => w.GetString()!), link.With.Select(w => w.ToString()));
        Assert.Equal(link, JoinLink.Parse(link.ToString()));
    }

    [Theory, MemberData(nameof(Windows))]
    public void The_window_remembers_as_the_vector_says(string name)
    {
        var window = new ReplayWindow();
        foreach (var step in VectorFile.Entry("window.json", name).GetProperty("steps").EnumerateArray())
            Assert.Equal(step[1].GetBoolean(), !window.TryMark(step[0].GetUInt64()));
    }

    [Theory, MemberData(nameof(RecentWindows))]
    public void The_window_of_the_last_seconds_remembers_and_forgets_as_the_vector_says(string name)
    {
        var window = new RecentWindow();
        foreach (var step in VectorFile.Entry("recentwindow.json", name).GetProperty("steps").EnumerateArray())
            Assert.Equal(step[2].GetBoolean(), !window.TryMark(step[1].GetUInt64(), TimeSpan.FromSeconds(step[0].GetDouble())));
    }

    private static JsonElement? Optional(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
