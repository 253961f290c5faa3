using System.Text.RegularExpressions;
using System.Xml.Linq;
using Holdfast.Protocol.Hsrp;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>What docs/testing.md tells of packets and of packages.</summary>
public sealed partial class TestingPage
{
    private static readonly string Text = File.ReadAllText(ToolRun.File("docs/testing.md"))
        .ReplaceLineEndings("\n");

    [Fact]
    public void The_packet_of_version_1_is_the_recorded_one_and_has_the_fields_of_the_table()
    {
        var octets = Convert.FromHexString(Packet.Match(Text).Groups[1].Value);
        Assert.True(File.ReadAllBytes(ToolRun.File("samples/captures/tour.pcap")).AsSpan()
            .IndexOf(octets) > 0);
        Assert.Equal(20, octets.Length);
        Assert.True(HsrpMessageValue.TryParse(octets, out var message, out _));
        var said = Assert.IsType<HsrpV1MessageValue.HsrpV1>(
            Assert.IsType<HsrpMessageValue.HsrpV1Message>(message).Value).Value;
        Assert.Equal(
            "HSRP Hello of 16: 3, 10, 116, 1, 10.9.0.254",
            $"HSRP {said.Opcode} of {said.State.Value}: {said.HelloTime}, {said.HoldTime}, "
                + $"{said.Priority}, {said.Group}, {said.VirtualIp}");
        Assert.Equal(
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 16],
            Rows.Matches(Text).Select(row => int.Parse(row.Groups[1].Value)));
    }

    [Fact]
    public void The_projects_that_have_to_be_packed_are_those_that_the_package_needs()
    {
        var needed = Needed("Testing").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["Codec", "Protocol", "Simulation", "StateMachines", "Testing"], needed);
        var from = Text.IndexOf("five projects are enough", StringComparison.Ordinal);
        Assert.Equal(
            needed,
            Rooms.Matches(Text[from..Text.IndexOf(", each packed", from, StringComparison.Ordinal)])
                .Select(room => room.Groups[1].Value).Order(StringComparer.Ordinal));
        var readme = File.ReadAllText(ToolRun.File("README.md"));
        Assert.All(needed.Skip(1), room => Assert.Contains(
            $"`{room}`",
            readme[readme.IndexOf("`Holdfast.Testing`, `dotnet pack src/Codec", StringComparison.Ordinal)..]
                .Split(" do. ")[0],
            StringComparison.Ordinal));
    }

    private static HashSet<string> Needed(string room)
    {
        var project = XDocument.Load(
            ToolRun.File($"src/{room}/Holdfast.{room}.csproj"));
        return
        [
            room,
            .. project.Descendants("ProjectReference")
                .Where(one => (string?)one.Attribute("ReferenceOutputAssembly") != "false")
                .Select(one => ((string)one.Attribute("Include")!).Split('/')[1])
                .SelectMany(Needed),
        ];
    }

    [GeneratedRegex(@"```text packet\n([0-9a-f]+)\n```")]
    private static partial Regex Packet { get; }

    [GeneratedRegex(@"(?m)^\| (\d+) \| ")]
    private static partial Regex Rows { get; }

    [GeneratedRegex(@"`src/(\w+)`")]
    private static partial Regex Rooms { get; }
}
