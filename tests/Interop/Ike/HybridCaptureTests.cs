using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Comparison;
using Holdfast.Tests.Interop.Contract;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Keys;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// A capture by our own writer opens from IKE_SA_INIT to the rekeyed SA; of the public captures
/// none has these exchanges.
/// </summary>
public sealed class HybridCaptureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _frames;

    /// <summary>Writes it.</summary>
    public HybridCaptureTests() => _frames = HybridCapture.Write(Capture, Secrets);

    private string Capture => _folder.File("hybrid.pcap");

    private string Secrets => _folder.File("secrets.json");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_opens_and_both_sides_prove_themselves()
    {
        var decoded = Decoder.Decode(Capture, "--json", "--psk", Secrets);

        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        Assert.Empty(decoded.Lines.SelectMany(JsonContract.Faults));
        var counts = VerdictCounts.Of(decoded.Lines);
        Assert.Equal((_frames - 2 - 2, 2), (counts.Messages, counts.Packets));
        Assert.Equal(
            (counts.Messages, counts.Packets), (counts.GoodMessages, counts.GoodPackets));
        Assert.Equal(
            ["AUTH good", "N good", "AUTH good"],
            SeenProof.Of(decoded.Lines).Select(proof => $"{proof.Payload} {proof.Check}"));
        Assert.Equal(
            [34, 35, 36, 37, 43, 44],
            decoded.Lines.Select(ExchangeType).Where(type => type > 0).Distinct().Order());
    }

    [Fact]
    public void A_table_for_Wireshark_holds_the_last_keys_and_says_that_there_were_others()
    {
        var profile = _folder.File("profile");
        var decoded = Decoder.Decode(
            Capture, "--json", "--psk", Secrets, "--write-profile", profile);
        Assert.Equal(
            "holdfast: Wireshark's tables have no words for "
            + "an IKE SA whose keys change in IKE_INTERMEDIATE\n",
            decoded.Complaint);

        // Of the first SA only IKE_INTERMEDIATE stays closed.
        var again = Decoder.Decode(Capture, "--json", "--profile", profile);
        var closed = again.Lines.Where(line => line.Contains("\"decrypted\":false"));
        Assert.All(closed, line => Assert.Equal(43, ExchangeType(line)));
        Assert.NotEmpty(closed);
    }

    [Fact]
    public void It_is_the_same_whenever_it_is_written()
    {
        var again = _folder.File("again.pcap");
        _ = HybridCapture.Write(again, _folder.File("again.json"));

        Assert.Equal(File.ReadAllBytes(Capture), File.ReadAllBytes(again));
    }

    [Theory]
    [InlineData(0, "the keys do not fit: the secret of additional key exchange 2 is not given")]
    [InlineData(1, "no keys: 1 of 2 secrets of its additional key exchanges are given")]
    [InlineData(2, "no keys: 0 of 1 secrets of its additional key exchanges are given")]
    public void A_secret_that_is_missing_is_told_at_what_it_opens(int of, string expected)
    {
        var root = JsonNode.Parse(File.ReadAllText(Secrets))!;
        var additional = root["shared_secrets"]![of]!["additional"]!.AsArray();
        additional.RemoveAt(additional.Count - 1);
        File.WriteAllText(Secrets, root.ToJsonString());

        var decoded = Decoder.Decode(Capture, "--json", "--psk", Secrets);

        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        var problems = decoded.Lines.Select(Problem).Where(text => text is not null).ToArray();
        Assert.NotEmpty(problems);
        Assert.Contains(expected, problems);
    }

    [Fact]
    public void Without_the_post_quantum_key_the_proofs_and_the_child_say_so()
    {
        var root = JsonNode.Parse(File.ReadAllText(Secrets))!.AsObject();
        root.Remove("ppks");
        File.WriteAllText(Secrets, root.ToJsonString());

        var decoded = Decoder.Decode(Capture, "--json", "--psk", Secrets);

        Assert.Equal(
            ["AUTH unchecked", "N good", "AUTH unchecked"],
            SeenProof.Of(decoded.Lines).Select(proof => $"{proof.Payload} {proof.Check}"));
        Assert.Contains("the keys do not fit", decoded.Lines.Select(Problem));
    }

    [OracleFact]
    public void Tshark_reads_what_stands_in_the_clear_as_we_do()
    {
        var comparison = CaptureComparison.Of(new CaptureFile(Capture, "made/hybrid.pcap"));

        Assert.Equal(_frames, comparison.Packets);
        Assert.Empty(comparison.Unexplained);
        Assert.True(comparison.Compared > 20 * _frames);
    }

    private static int ExchangeType(string line) =>
        (int?)Layer(line)["exchange_type"] ?? 0;

    private static string? Problem(string line) => (string?)Layer(line)["problem"];

    private static JsonObject Layer(string line) =>
        JsonNode.Parse(line)!["layers"]!.AsArray()
            .First(layer => (string?)layer!["layer"] is "ike" or "esp")!.AsObject();
}
