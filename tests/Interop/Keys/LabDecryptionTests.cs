using System.Text.Json.Nodes;
using Holdfast.Cli.Decoding;
using Holdfast.Tests.Interop.Contract;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>
/// Every capture of the lab whose keys are known opens: as many messages and packets as
/// python-cryptography opened, with the clear text that it found.
/// </summary>
public sealed class LabDecryptionTests
{
    /// <summary>Captures with keys.</summary>
    public static TheoryData<string> Names => [.. LabKeys.Findings.Select(entry => entry.Key)];

    /// <summary>Captures whose keys can be derived.</summary>
    public static TheoryData<string> DerivedNames => [.. LabKeys.Findings
        .Select(entry => entry.Key).Where(name => File.Exists(LabKeys.Of("secrets", name)))];

    [Theory, MemberData(nameof(Names))]
    public void With_its_keys_everything_opens(string name) =>
        CheckCounts(name, "--keys", LabKeys.Of("keys", name));

    [Theory, MemberData(nameof(DerivedNames))]
    public void With_its_secrets_alone_everything_opens(string name) =>
        CheckCounts(name, "--psk", LabKeys.Of("secrets", name));

    [Theory, MemberData(nameof(Names))]
    public void The_clear_text_is_the_one_that_was_found(string name)
    {
        var finding = LabKeys.Findings[name]!.AsObject();
        var first = finding["first_plaintext"]?.AsObject()
            .ToDictionary(entry => entry.Key, entry => (string)entry.Value!) ?? [];
        var plain = finding["plain_packets"]?.AsArray().Select(node => (string)node!).ToArray();
        var seen = new HashSet<string>();
        var packets = 0;
        OpenedCapture.Walk(name, (number, decoder, frame) =>
        {
            foreach (var layer in decoder.Layers.All)
            {
                if (layer is not { Kind: LayerKind.Esp, Opening: { Source: > 0 } opening }) continue;
                var octets = decoder.Layers.Source(opening.Source);
                packets++;
                if (plain is not null)
                {
                    // Of transport mode the header in front is not encrypted.
                    var expected = plain[number - 1];
                    var text = Convert.ToHexStringLower(octets[..opening.Length]);
                    Assert.EndsWith(text, expected);
                    Assert.True(opening.Next is not (4 or 41) || text == expected);
                    continue;
                }

                var esp = layer.Source == 0 ? frame : decoder.Layers.Source(layer.Source);
                var spi = Convert.ToHexStringLower(esp.Slice(layer.Start, 4));
                if (seen.Add(spi))
                    Assert.StartsWith(first[spi], Convert.ToHexStringLower(octets));
            }
        });
        Assert.Equal(first.Count, plain is null ? seen.Count : 0);
        Assert.True(packets > 0 || name.Contains("ah-") || finding["esp_ah"]?.GetValue<int>() == 0);
    }

    [Theory]
    [InlineData("k-v2-tunnel-aes128gcm16")]
    [InlineData("k-v2-tunnel-tfc-padding")]
    [InlineData("k-v2-tunnel-null-sha256")]
    [InlineData("x-esp-tunnel-v4-ctr128-sha1")]
    [InlineData("x-esp-tunnel-v4-gcm128-esn-wrap")]
    [InlineData("x-esp-tunnel-4in6-cbc256-sha256")]
    [InlineData("x-esp-tunnel-v4-gmac128")]
    public void What_the_kernel_decapsulated_is_what_stood_inside(string name)
    {
        var inside = new HashSet<string>();
        var outside = new List<string>();
        OpenedCapture.Walk(name, (_, decoder, frame) =>
        {
            var all = decoder.Layers.All;
            var esp = all.FirstOrDefault(layer => layer.Kind == LayerKind.Esp);
            if (esp.Opening is { Source: > 0 } opening)
            {
                var payload = decoder.Layers.Source(opening.Source)[..opening.Length];
                inside.Add(Convert.ToHexStringLower(payload[..^esp.Trailer]));
            }
            else if (all.FirstOrDefault(layer => layer.Kind == LayerKind.Ipv4) is { Length: > 0 } ip
                && frame[ip.Start + 12] == 10 && frame[ip.Start + 13] is 1 or 2)
            {
                outside.Add(Convert.ToHexStringLower(frame[ip.Start..^all[0].Trailer]));
            }
        });
        Assert.NotEmpty(outside);
        Assert.All(outside, packet => Assert.Contains(packet, inside));
    }

    private static void CheckCounts(string name, params string[] options)
    {
        var decoded = Decoder.Decode(
            Path.Combine(Repository.Lab, name + ".pcap"), ["--json", .. options]);
        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        Assert.Empty(decoded.Lines.SelectMany(
            (line, index) => JsonContract.Faults(line).Select(f => $"packet {index + 1}: {f}")));
        var finding = LabKeys.Findings[name]!.AsObject();
        var counts = VerdictCounts.Of(decoded.Lines);
        if (finding["plain_packets"] is JsonArray plain)
        {
            Assert.Equal(plain.Count, counts.Packets);
            Assert.Equal(plain.Count, counts.GoodPackets);
            return;
        }

        Assert.Equal((int)finding["ikev2_verified"]!, counts.GoodMessages);
        Assert.Equal((int)finding["ikev2_encrypted"]!, counts.Messages);
        Assert.Equal((int)finding["ikev1_hashes"]!, counts.GoodHashes);
        Assert.Equal((int)finding["esp_ah_verified"]!, counts.GoodPackets);
        if (name != "v1-psk-mismatch")
        {
            Assert.Equal((int)finding["ikev1_decrypted"]!, counts.OpenMessages);
            Assert.Equal((int)finding["ikev1_encrypted"]!, counts.ClosedMessages
                + counts.OpenMessages);
        }
    }
}
