using System.Diagnostics;
using System.Globalization;
using Holdfast.Cli;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Spec;

/// <summary>
/// The Wireshark dissector that <c>holdfast spec --lua</c> writes: tshark loads it, and it sees what
/// tshark's own dissectors see.
/// </summary>
public sealed class LuaDissection : IDisposable
{
    private readonly string _script =
        Path.Combine(Path.GetTempPath(), $"holdfast-{Guid.NewGuid():N}.lua");

    /// <summary>A capture, our field, tshark's field.</summary>
    public static TheoryData<string, string, string> Fields => new()
    {
        { "v2-psk-aes128gcm16-ecp256", "ike.ikeheader.messageid", "isakmp.messageid" },
        { "v2-psk-aes128gcm16-ecp256", "ike.ikeheader.length", "isakmp.length" },
        { "v2-psk-aes128gcm16-ecp256", "ike.kepayload.method", "isakmp.key_exchange.dh_group" },
        { "v2-rekey-ike", "ike.ikeheader.exchangetype", "isakmp.exchangetype" },
        { "v1-aggressive-psk", "ike.v1.isakmpheader.messageid", "isakmp.messageid" },
        { "v2-natt-keepalive", "esp.esppacket.spi", "esp.spi" },
        { "x-esp-transport-v4-gcm128", "esp.esppacket.sequencenumber", "esp.sequence" },
        { "x-ah-transport-v4-sha1", "ah.ahheader.sequencenumber", "ah.sequence" },
        { "misc/scapy-hsrp-all-opcodes-states", "hsrp.hsrpv1.priority", "hsrp.priority" },
        { "misc/scapy-bfd", "bfd.bfdcontrol.detectmultiplier", "bfd.detect_time_multiplier" },
        { "misc/scapy-gre", "gre.greheader.protocoltype", "gre.proto" },
    };

    [OracleTheory]
    [MemberData(nameof(Fields))]
    public async Task Tshark_loads_the_dissector_which_agrees_with_its_own(
        string capture, string ours, string theirs)
    {
        await WriteScript();
        var file = Path.Combine(Repository.Lab, $"{capture}.pcap");

        var seen = Numbers(await Run(["-X", $"lua_script:{_script}", .. Show(file, $"holdfast.{ours}")]));
        var expected = Numbers(await Run(Show(file, theirs)));

        Assert.NotEmpty(seen);
        Assert.Equal(expected, seen);
    }

    [OracleFact]
    public async Task No_packet_of_the_lab_is_malformed_to_the_dissector()
    {
        await WriteScript();
        foreach (var capture in new[] { "v2-psk-aes128gcm16-ecp256", "v1-aggressive-psk", "v2-redirect" })
        {
            var file = Path.Combine(Repository.Lab, $"{capture}.pcap");
            var lines = await Run(
                ["-X", $"lua_script:{_script}", "-n", "-r", file, "-Y", "holdfast.malformed"]);

            Assert.Empty(lines);
        }
    }

    public void Dispose() => File.Delete(_script);

    private static string[] Show(string file, string field) =>
        ["-n", "-r", file, "-T", "fields", "-e", field, "-Y", field];

    private static List<ulong> Numbers(IEnumerable<string> lines) => lines
        .SelectMany(line => line.Split(',', StringSplitOptions.RemoveEmptyEntries))
        .Select(text => text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : ulong.Parse(text, CultureInfo.InvariantCulture))
        .ToList();

    private async Task WriteScript()
    {
        await using var file = File.Create(_script);
        using var complaint = new StringWriter();
        using var terminal = new Terminal(Stream.Null, file, complaint, false);
        Assert.Equal(0, await Tool.RunAsync(["spec", "--lua"], terminal));
    }

    private static async Task<List<string>> Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Tshark.Executable!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.DoesNotContain("Lua", await complaint, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
