using System.Text;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>Wrong command lines and broken files: what is said, and the exit code.</summary>
public sealed class Usage
{
    private static readonly string Capture = ToolRun.File("samples/captures/tour.pcap");

    [Fact]
    public async Task Help_teaches_by_examples()
    {
        var run = await ToolRun.Of("decode", "--help");
        Assert.Equal(0, run.Code);
        Assert.Contains("holdfast decode samples/captures/tour.pcap", run.Output);
        Assert.Contains("Examples:", run.Output);
    }

    [Theory]
    [InlineData("decode")]
    [InlineData("decode", "--jsn", "x.pcap")]
    [InlineData("decode", "--json", "-v", "x.pcap")]
    [InlineData("decode", "--write-profile", "x", "x.pcap")]
    [InlineData("dekode")]
    [InlineData]
    public async Task A_wrong_command_line_is_told_and_exits_1(params string[] arguments)
    {
        var run = await ToolRun.Of(arguments);
        Assert.Equal(1, run.Code);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task A_missing_file_is_told_and_exits_2_after_the_others()
    {
        var run = await ToolRun.Of("decode", "none.pcap", Capture);
        Assert.Equal(2, run.Code);
        Assert.Equal("holdfast: none.pcap: no such file\n", run.Error);
        Assert.Equal(17, run.Lines.Length);
    }

    [Fact]
    public async Task A_folder_is_told_and_exits_2()
    {
        var folder = ToolRun.File("samples");
        var run = await ToolRun.Of("decode", folder);
        Assert.Equal(2, run.Code);
        Assert.Equal($"holdfast: {folder}: is a directory\n", run.Error);
    }

    [Fact]
    public async Task A_cut_file_gives_its_packets_then_tells_where_it_ends()
    {
        var octets = await File.ReadAllBytesAsync(Capture);
        var run = await ToolRun.With(octets[..^1], "decode", "--json", "-");
        Assert.Equal(2, run.Code);
        Assert.Equal(16, run.Lines.Length);
        Assert.Equal(
            "holdfast: -: record behind packet 16: "
            + "Truncated in Captured Length at octet 3321 (1 more needed)\n",
            run.Error);
    }

    [Fact]
    public async Task What_is_no_capture_is_told_at_its_first_octet()
    {
        var text = Encoding.ASCII.GetBytes("Dear reader, this is no capture at all.");
        var run = await ToolRun.With(text, "decode", "-");
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("at octet 0", run.Error);
    }

    [Fact]
    public async Task A_link_type_that_is_not_known_ends_the_file()
    {
        var octets = await File.ReadAllBytesAsync(Capture);
        octets[20] = 105;
        var run = await ToolRun.With(octets, "decode", "-");
        Assert.Equal(2, run.Code);
        Assert.Contains(
            "packet 1 at octet 24: link type 105 is not supported", run.Error);
    }
}
