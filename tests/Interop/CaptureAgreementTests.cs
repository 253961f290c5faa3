using Holdfast.Tests.Interop.Comparison;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Keys;
using Holdfast.Tests.Interop.Made;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop;

/// <summary>Every field that tshark reports is reported alike, packet by packet, in the captures
/// of real peers.</summary>
public sealed class LabCaptureAgreementTests
{
    /// <summary>Captures of the repository without those made by Scapy.</summary>
    public static TheoryData<string> Names =>
        [.. CaptureFile.Lab.Select(c => c.Name).Where(n => !n.StartsWith("lab/scapy/"))];

    [OracleTheory, MemberData(nameof(Names))]
    public void Every_shared_field_is_equal(string name) => Agreement.Check(name);
}

/// <summary>The same for the packets made by Scapy.</summary>
public sealed class ScapyCaptureAgreementTests
{
    /// <summary>Captures made by Scapy.</summary>
    public static TheoryData<string> Names =>
        [.. CaptureFile.Lab.Select(c => c.Name).Where(n => n.StartsWith("lab/scapy/"))];

    [OracleTheory, MemberData(nameof(Names))]
    public void Every_shared_field_is_equal(string name) => Agreement.Check(name);
}

/// <summary>The same for other people's captures, the malformed ones among them.</summary>
public sealed class PublicCaptureAgreementTests
{
    /// <summary>Captures read in place; one empty name when they are absent.</summary>
    public static TheoryData<string> Names => Needs.PublicHere is null
        ? [.. CaptureFile.Public.Concat(CaptureFile.Malformed).Select(c => c.Name)]
        : [""];

    [PublicOracleTheory, MemberData(nameof(Names))]
    public void Every_shared_field_is_equal(string name) => Agreement.Check(name);
}

/// <summary>The same with keys: what tshark decrypts by its tables, we decrypt alike.</summary>
public sealed class KeyedCaptureAgreementTests
{
    /// <summary>Captures with tables of keys; one empty name when they are absent.</summary>
    public static TheoryData<string> Names => Needs.PublicHere is null
        ? [.. CaptureFile.Keyed.Select(c => c.Name)]
        : [""];

    /// <summary>Captures of the lab with keys that Wireshark's tables have words for.</summary>
    public static TheoryData<string> LabNames =>
    [
        .. LabKeys.Findings.Select(entry => entry.Key)
            .Where(name => !name.StartsWith("scapy/", StringComparison.Ordinal)),
    ];

    [PublicOracleTheory, MemberData(nameof(Names))]
    public void Every_shared_field_is_equal(string name) => Agreement.Check(name);

    [OracleTheory, MemberData(nameof(LabNames))]
    public void So_it_is_with_the_tables_that_we_write(string name)
    {
        using var home = new TemporaryFolder();
        var profile = home.File("profile");
        var capture = CaptureFile.Named($"lab/{name}.pcap");
        var written = Decoder.Decode(
            capture.Path, "--json", "--keys", LabKeys.Of("keys", name), "--write-profile", profile);
        Assert.Equal(0, written.ExitCode);
        if (!Directory.Exists(profile) || !Directory.EnumerateFiles(profile).Any())
        {
            Assert.Contains("have no words for", written.Complaint);
            return;
        }

        var keyed = capture with { Name = $"keyed/lab/{name}", Profile = profile };
        Agreement.Check(keyed);
        Assert.All(
            DeliberateDifference.All.Where(entry => entry.Covers(keyed)),
            entry => Assert.Contains(entry, CaptureComparison.Of(keyed).Used));
    }
}

/// <summary>The table of deliberate differences is honest.</summary>
public sealed class DeliberateDifferenceTests
{
    [OracleFact]
    public void Each_deliberate_difference_still_occurs()
    {
        var entries = DeliberateDifference.All
            .Where(entry => CaptureFile.All.Any(entry.Covers)).ToArray();
        var captures = CaptureFile.All.Where(c => entries.Any(entry => entry.Covers(c)));
        var used = captures.SelectMany(c => CaptureComparison.Of(c).Used).ToHashSet();
        Assert.All(entries, entry => Assert.Contains(entry, used));
    }

    [Fact]
    public void Each_deliberate_difference_has_a_reason() => Assert.All(
        DeliberateDifference.All, entry => Assert.True(entry.Reason.Length > 20, entry.Path));
}

/// <summary>Compares one capture and says what differs.</summary>
internal static class Agreement
{
    private const int Shown = 20;

    internal static void Check(string name) => Check(CaptureFile.Named(name));

    internal static void Check(CaptureFile capture)
    {
        var name = capture.Name;
        var result = CaptureComparison.Of(capture);
        Assert.True(
            result.Unexplained.Count == 0,
            $"{name}: {result.Unexplained.Count} differences in {result.Packets} packets "
            + $"({Tshark.Version}):\n"
            + string.Join('\n', result.Unexplained.Take(Shown)));
        Assert.True(result.Compared >= result.Packets, "nothing was compared");
    }
}
