using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Holdfast.Protocol.Capture;

namespace Holdfast.Tests.Examples.Cli.Keys;

/// <summary>Keys that do not fit: told packet by packet, and nothing breaks.</summary>
public sealed class WrongKeys : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-keys-");

    /// <summary>Removes what the tests wrote.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("k-v2-tunnel-aes128gcm16")]
    [InlineData("k-v2-tunnel-aes128gcm16-esn")]
    [InlineData("k-v2-ah-tunnel-sha256")]
    [InlineData("v2-psk-aes256cbc-sha256-modp2048")]
    [InlineData("v2-rsa4096-chain-ikefrag1280")]
    public async Task Each_packet_says_that_the_keys_do_not_fit(string name)
    {
        var keys = Spoilt(name, ("encryption_key", 0), ("integrity_key", 0), ("sk_ei", 0),
            ("sk_er", 0), ("sk_ai", 0), ("sk_ar", 0));
        var run = await ToolRun.Of("decode", "--json", "--keys", keys, Capture(name));
        Assert.Equal((0, ""), (run.Code, run.Error));
        var verdicts = run.Lines.SelectMany(line => JsonNode.Parse(line)!["layers"]!.AsArray())
            .Where(layer => layer!.AsObject().ContainsKey("icv_check")).ToArray();
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, layer => Assert.Equal(
            ("bad", "the keys do not fit"),
            ((string?)layer!["icv_check"], (string?)layer["problem"])));
    }

    [Fact]
    public async Task An_ikev1_message_under_another_key_says_that_nothing_comes_out()
    {
        var keys = Spoilt("v1-main-psk", ("encryption_key", 3));
        var run = await ToolRun.Of("decode", "--keys", keys, Capture("v1-main-psk"));
        Assert.Equal(0, run.Code);
        Assert.Equal(7, run.Lines.Count(line => line.Contains(
            "encrypted, ") && line.EndsWith("[no payloads come out: the keys do not fit]")));
    }

    [Theory]
    [InlineData("--keys", "none.json", "holdfast: none.json: no such file\n")]
    [InlineData("--psk", "none.json", "holdfast: none.json: no such file\n")]
    [InlineData("--profile", "none", "holdfast: none: no such folder\n")]
    public async Task A_file_of_keys_that_is_not_there_ends_it_with_2(
        string option, string file, string expected)
    {
        var run = await ToolRun.Of("decode", option, file, Capture("v1-main-psk"));
        Assert.Equal((2, "", expected), (run.Code, run.Output, run.Error));
    }

    private const string Unprotected =
        "0102030405060708,0102030405060708,000102030405060708090a0b0c0d0e0f,"
        + "000102030405060708090a0b0c0d0e0f,'AES-CBC-128 [RFC3602]',,,'NONE [RFC4306]'";

    private const string Nothing =
        "0102030405060708,0102030405060708,,,'NULL [RFC2410]',,,'NONE [RFC4306]'";

    // Quotation marks stand as apostrophes.
    [Theory]
    [InlineData("esp_sa", "'IPv4','*','*','0x1','NULL','','NULL'", ":2: 8 fields are needed")]
    [InlineData("esp_sa", "'IPv5','*','*','1','NULL','','NULL',''", ":2: protocol: IPv4 or")]
    [InlineData("esp_sa", "'IPv4','*','*','x','NULL','','NULL',''", ":2: SPI: a number")]
    [InlineData("esp_sa", "'IPv4','*','*','1','ROT','','NULL',''", ":2: encryption: Wireshark")]
    [InlineData("esp_sa", "'IPv4','*", ":2: a quotation mark is open")]
    [InlineData("esp_sa", "'IPv4' '*'", ":2: field 1: a comma is needed")]
    [InlineData("ikev1_decryption_table", "0102030405060708,00", "key: 8, 16, 24 or 32 octets")]
    [InlineData("ikev1_decryption_table", "01,0001020304050607", ":2: initiator's cookie: 16")]
    [InlineData("ikev2_decryption_table", "1,2", ":2: 8 fields are needed, here are 2")]
    [InlineData("ikev2_decryption_table", Unprotected, ":2: integrity algorithm: no IKE SA is")]
    [InlineData("ikev2_decryption_table", Nothing, ":2: integrity algorithm: no IKE SA is")]
    public async Task A_bad_row_of_a_table_is_told_by_its_line(
        string table, string row, string expected)
    {
        var text = "# keys\n" + row.Replace('\'', '"') + "\n";
        File.WriteAllText(Path.Combine(_folder.FullName, table), text);
        var run = await ToolRun.Of(
            "decode", "--profile", _folder.FullName, Capture("v1-main-psk"));
        Assert.Equal(2, run.Code);
        Assert.Contains(table, run.Error);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("k-v2-ipcomp")]
    [InlineData("v2-rsa4096-chain-ikefrag1280")]
    [InlineData("v1-frag-proprietary")]
    [InlineData("x-ah-tunnel-v6-sha1")]
    [InlineData("x-esp-tunnel-v4-gcm128-esn-wrap")]
    public async Task Spoilt_packets_never_bring_it_down(string name)
    {
        var octets = await File.ReadAllBytesAsync(Capture(name));
        var keys = ToolRun.File($"tests/captures/lab/keys/{name}.json");
        var random = new Random(20261125);
        for (var round = 0; round < 20; round++)
        {
            var spoilt = (byte[])octets.Clone();
            for (var i = 0; i < 40; i++)
            {
                spoilt[24 + random.Next(spoilt.Length - 24)] = (byte)random.Next(256);
            }

            var run = await ToolRun.With(spoilt, "decode", "--json", "--keys", keys, "-");
            Assert.True(run.Code is 0 or 2, run.Error);
        }
    }

    [Fact]
    public async Task A_forged_copy_of_an_ikev1_message_does_not_spoil_the_ones_behind_it()
    {
        // The first message of quick mode is packet 7: a copy with its last octet changed comes
        // before it.
        var octets = await File.ReadAllBytesAsync(Capture("v1-main-psk"));
        var at = PcapFileHeader.Size;
        for (var packet = 1; packet < 7; packet++)
        {
            at += RecordLength(octets, at);
        }

        var forged = octets.AsSpan(at, RecordLength(octets, at)).ToArray();
        forged[^1] ^= 1;
        var run = await ToolRun.With(
            [.. octets[..at], .. forged, .. octets[at..]],
            "decode", "--json", "--psk",
            ToolRun.File("tests/captures/lab/secrets/v1-main-psk.json"), "-");

        var quick = run.Lines.SelectMany(line => JsonNode.Parse(line)!["layers"]!.AsArray())
            .Where(layer => (string?)layer!["layer"] == "ike" && (int)layer["exchange_type"]! == 32)
            .Select(layer => (string?)layer!["icv_check"]);
        Assert.Equal(["bad", "good", "good", "good"], quick);
    }

    private static int RecordLength(byte[] octets, int at) =>
        16 + BinaryPrimitives.ReadInt32LittleEndian(octets.AsSpan(at + 8));

    private static string Capture(string name) =>
        ToolRun.File($"tests/captures/lab/{name}.pcap");

    // The lab's keys with one octet of each named key turned over.
    private string Spoilt(string name, params (string Key, int At)[] members)
    {
        var root = JsonNode.Parse(
            File.ReadAllText(ToolRun.File($"tests/captures/lab/keys/{name}.json")))!;
        foreach (var sa in root["sas"]!.AsArray())
        {
            foreach (var (key, at) in members)
            {
                if (sa![key] is { } value)
                {
                    var octets = Convert.FromHexString((string)value!);
                    octets[at] ^= 0xff;
                    sa[key] = Convert.ToHexStringLower(octets);
                }
            }
        }

        var file = Path.Combine(_folder.FullName, "keys.json");
        File.WriteAllText(file, root.ToJsonString());
        return file;
    }
}
