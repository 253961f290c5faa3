using System.Diagnostics;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>Wireshark's tables: those of others are read, and ours open captures there.</summary>
public sealed class ProfileTests
{
    private const string Keyed = "captures/keyed";

    [OracleTheory]
    [InlineData("v2-rekey-child-pfs")]
    [InlineData("v2-rekey-ike")]
    [InlineData("v2-psk-aes128gcm16-ecp256")]
    [InlineData("v2-psk-aes256ctr-sha256")]
    [InlineData("k-v2-tunnel-null-sha256")]
    [InlineData("v1-main-psk-3des-md5-modp1024")]
    [InlineData("v1-quick-pfs")]
    public void Tshark_opens_with_derived_keys_what_we_open(string name)
    {
        using var home = new TemporaryFolder();
        var capture = Path.Combine(Repository.Lab, name + ".pcap");
        var profile = home.File(Path.Combine(".config", "wireshark"));
        var decoded = Decoder.Decode(
            capture, "--json", "--psk", LabKeys.Of("secrets", name), "--write-profile", profile);
        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        var ours = VerdictCounts.Of(decoded.Lines);

        var theirs = Fields(home.File(""), capture, "isakmp.enc.decrypted", "esp.icv_good");
        Assert.Equal(ours.GoodPackets, theirs.Count(line => line.EndsWith('1')));
        Assert.Equal(
            ours.GoodMessages, theirs.Count(line => line.Split('\t')[0].Length > 0));

        // What we wrote, we read.
        var again = Decoder.Decode(capture, "--json", "--profile", profile);
        Assert.Equal(ours.GoodPackets, VerdictCounts.Of(again.Lines).GoodPackets);
        Assert.Equal(ours.GoodMessages, VerdictCounts.Of(again.Lines).GoodMessages);
        Assert.Equal(ours.OpenMessages, VerdictCounts.Of(again.Lines).OpenMessages);
    }

    [Theory]
    [InlineData("k-v2-tunnel-aes128gcm16-esn", "extended sequence numbers, so that ICVs")]
    [InlineData("k-v2-ah-tunnel-sha256", "no words for AH")]
    public void What_the_tables_have_no_words_for_is_told(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        var decoded = Decoder.Decode(
            Path.Combine(Repository.Lab, name + ".pcap"), "--json", "--psk",
            LabKeys.Of("secrets", name), "--write-profile", folder.File("profile"));
        Assert.Equal(0, decoded.ExitCode);
        Assert.Contains(expected, decoded.Complaint);
    }

    [Fact]
    public void A_table_that_is_there_is_never_touched()
    {
        using var folder = new TemporaryFolder();
        var table = folder.File("esp_sa");
        File.WriteAllText(table, "# mine\n");
        var decoded = Decoder.Decode(
            Path.Combine(Repository.Lab, "v1-delete.pcap"), "--json", "--psk",
            LabKeys.Of("secrets", "v1-delete"), "--write-profile", folder.File(""));
        Assert.Equal(2, decoded.ExitCode);
        Assert.Contains("is there already", decoded.Complaint);
        Assert.Equal("# mine\n", File.ReadAllText(table));
    }

    // Columns: capture, messages and packets that open, those that do not, the words for it. As
    // with tshark, but for ciphers that nobody here has, and keys whose ICV is bad.
    [PublicTheory]
    [InlineData("rub__ikev1-psk-main-mode-complete.pcapng", 5, 0, "")]
    [InlineData("rub__ikev1-psk-main-mode-incomplete.pcapng", 2, 2, "no payloads come out")]
    [InlineData("scapy__ikev2_nat_t.frames1-36.pcapng", 32, 0, "")]
    [InlineData("tcpdump__02-sunrise-sunset-esp.pcap", 8, 0, "")]
    [InlineData("tcpdump__08-sunrise-sunset-esp2.pcap", 16, 0, "")]
    [InlineData("tcpdump__espudp1.pcap", 0, 8, "the padding is wrong: the keys do not fit")]
    [InlineData("tcpdump__ikev2pI2.pcap", 0, 1, "the keys do not fit")]
    [InlineData("wswiki__ipsec_esp_capture_1.pcap", 240, 0, "")]
    [InlineData("wswiki__ipsec_esp_capture_3.pcap", 0, 18, "is not supported")]
    public void Published_tables_open_their_captures_or_say_why_not(
        string name, int open, int closed, string problem)
    {
        var capture = Path.Combine(Repository.Public, Keyed, name);
        var decoded = Decoder.Decode(capture, "--json", "--profile", capture + ".keys");
        Assert.Equal((0, ""), (decoded.ExitCode, decoded.Complaint));
        Assert.Equal(open, Count(decoded, "\"icv_check\":\"[a-z]*\",\"decrypted\":true"));
        Assert.Equal(closed, Count(decoded, "\"icv_check\":\"[a-z]*\",\"decrypted\":false"));
        Assert.Equal(closed, Count(decoded, "\"decrypted\":false,\"problem\":\"[^\"]*" + problem));
    }

    private static int Count(Decoded decoded, string pattern) => decoded.Lines.Sum(
        line => System.Text.RegularExpressions.Regex.Count(line, pattern));

    private static string[] Fields(string home, string capture, params string[] fields)
    {
        var start = new ProcessStartInfo(Tshark.Executable!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home;
        start.Environment.Remove("XDG_CONFIG_HOME");
        string[] arguments =
        [
            "-r", capture, "-o", "esp.enable_encryption_decode:TRUE",
            "-o", "esp.enable_authentication_check:TRUE", "-T", "fields",
            .. fields.SelectMany(field => new[] { "-e", field }),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.DoesNotContain("Error loading table", errors.GetAwaiter().GetResult());
        return lines;
    }
}
