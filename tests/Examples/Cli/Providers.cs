using System.Text;
using Holdfast.Cli;
using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Json;
using Holdfast.Cli.Keys;
using Holdfast.Cli.Output;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>Which library computes is chosen at start and told, and changes no result.</summary>
public sealed class Providers
{
    [Fact]
    public async Task Each_algorithm_is_told_with_who_computes_it()
    {
        var run = await ToolRun.Of("providers");

        var provider = CryptoProviders.Fastest(out var without);
        var report = provider.Report();
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal($"in this order: {provider.Name}", run.Lines[0]);
        Assert.Equal(without == "" ? 1 : 2, run.Lines.Length - report.Length);
        Assert.All(report, row => Assert.Contains(
            run.Lines,
            line => line.StartsWith(row.Algorithm + " ", StringComparison.Ordinal)
                && line.EndsWith(" " + row.Provider, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-v", true)]
    [InlineData("-x", false)]
    public async Task A_verbose_decoder_with_keys_tells_where_its_ciphers_come_from(
        string option, bool tells)
    {
        const string lab = "tests/captures/lab/";
        var run = await ToolRun.Of(
            "decode", option, "--keys", ToolRun.File(lab + "keys/v1-dpd.json"),
            ToolRun.File(lab + "v1-dpd.pcap"));

        Assert.Equal(0, run.Code);
        var expected = $"holdfast: ciphers by {CryptoProviders.Fastest(out _).Name}";
        Assert.Equal(tells, run.Error.StartsWith(expected, StringComparison.Ordinal));
        Assert.Equal(tells ? 1 : 0, run.Error.Count(octet => octet == '\n'));
    }

    [Fact]
    public async Task Without_keys_nothing_is_computed_and_nothing_told()
    {
        var run = await ToolRun.Of("decode", "-v", ToolRun.File("samples/captures/tour.pcap"));

        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("k-v2-tunnel-aes128gcm16")]
    [InlineData("k-v2-ah-tunnel-sha256")]
    [InlineData("v2-psk-aes256cbc-sha256-modp2048")]
    [InlineData("v1-main-psk-3des-md5-modp1024")]
    [InlineData("x-esp-tunnel-v4-ctr128-sha1")]
    public async Task Whoever_computes_the_result_is_the_same(string name)
    {
        var fastest = await Decode(name, CryptoProviders.Fastest(out _));
        var managed = await Decode(name, CryptoProviders.Managed());

        Assert.Matches("\"icv_check\":\"good\"|\"decrypted\":true", fastest);
        Assert.Equal(managed, fastest);
    }

    private static async Task<string> Decode(string name, CryptoProvider provider)
    {
        var folder = ToolRun.File("tests/captures/lab/");
        Assert.True(KeyFile.TryLoad($"{folder}keys/{name}.json", out var keys, out _));
        using var ring = new KeyRing(provider);
        ring.Add(keys);
        using var table = new SaTable(ring);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var terminal = new Terminal(Stream.Null, output, error, false);
        var buffer = new OctetBuffer();
        using var json = new JsonOutput(buffer);
        var reading = new CaptureDecoding(terminal, json, buffer, table);
        Assert.Equal(0, await reading.RunAsync($"{folder}{name}.pcap", default));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
