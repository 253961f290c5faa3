using System.Text.Json.Nodes;
using Holdfast.Protocol.Capture;
using Holdfast.Tests.Examples.Capture;
using static Holdfast.Tests.Examples.Cli.Decryption.MadeIkeSa;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>A class of tests over captures that are made of exchanges.</summary>
public abstract class MadeCase : IDisposable
{
    private protected const byte SaInit = 34;
    private protected const byte Auth = 35;
    private protected const byte CreateChild = 36;
    private protected const byte Resume = 38;
    private protected const byte Intermediate = 43;
    private protected const byte Followup = 44;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-made-");

    /// <summary>The transforms of an IKE SA, and of a CHILD SA.</summary>
    private protected static (byte, byte, int)[] Plain { get; } =
        [(1, 20, 256), (2, 5, 0), (4, 31, 0)];

    private protected static (byte, byte, int)[] Child { get; } = [(1, 20, 128), (5, 0, 0)];

    /// <summary>Secrets of key exchanges.</summary>
    private protected static byte[] First { get; } = Filled(32, 0x51);

    private protected static byte[] Second { get; } = Filled(32, 0x52);

    private protected static byte[] Third { get; } = Filled(32, 0x53);

    /// <summary>Removes what the tests wrote.</summary>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A file or folder that lives as long as the test.</summary>
    private protected string InFolder(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>IKE_SA_INIT.</summary>
    private protected static byte[] Init(
        MadeIkeSa sa, bool isResponse, (byte, byte, int)[] transforms) =>
        sa.Clear(
            SaInit, isResponse, (33, Proposal(1, [], transforms)), (34, Ke(31, Filled(32, 7))),
            (40, isResponse ? sa.Nr : sa.Ni));

    /// <summary>A file with the secrets of the SA that all tests begin with.</summary>
    private protected static string Secrets(byte[] first, params byte[][] additional) =>
        $$"""{"shared_secrets": [{{Secret("0102030405060708", first, additional)}}]}""";

    /// <summary>The secrets of the key exchanges of one SA.</summary>
    private protected static string Secret(
        string spi, byte[] first, params byte[][] additional)
    {
        var more = string.Join(", ", additional.Select(s => $"\"{Convert.ToHexString(s)}\""));
        return $$"""
            {"spi": "{{spi}}", "shared_secret": "{{Convert.ToHexString(first)}}",
             "additional": [{{more}}]}
            """;
    }

    /// <summary>What the tool says of packets, with a file of keys.</summary>
    private protected async Task<JsonObject[]> Decode(
        IEnumerable<byte[]> packets, string keys, params string[] options)
    {
        var file = InFolder("keys.json");
        await File.WriteAllTextAsync(file, keys);
        var seen = packets.Select(p => new Seen(
            Convert.ToHexString(p), (uint)p.Length, 101, new CaptureTime(1, 0), false, 0));
        var capture = await Written.File(new CaptureStyle(CaptureFormat.Pcap), 101, seen);
        var run = await ToolRun.With(
            capture, ["decode", "--json", "--psk", file, .. options, "-"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return [.. run.Lines.Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
