namespace Holdfast.Tests.Examples.Cli;

/// <summary>The bundled capture in every form, as a newcomer sees it.</summary>
public sealed class Tour
{
    private static readonly string Capture = ToolRun.File("samples/captures/tour.pcap");

    [Theory]
    [InlineData("tour.txt")]
    [InlineData("tour-tree.txt", "-v")]
    [InlineData("tour-octets.txt", "-x")]
    [InlineData("tour.jsonl", "--json")]
    public async Task Every_form_of_the_tour_is_as_recorded(string snapshot, params string[] form)
    {
        var run = await ToolRun.Of(["decode", .. form, Capture]);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.Code);
        ToolRun.Snapshot(snapshot, run.Output);
    }

    [Fact]
    public async Task Standard_input_reads_as_the_file_does()
    {
        var file = await ToolRun.Of("decode", "--json", Capture);
        var input = await ToolRun.With(
            await File.ReadAllBytesAsync(Capture), "decode", "--json", "-");
        Assert.Equal(file, input);
    }

    [Fact]
    public async Task Packets_of_several_files_are_counted_anew_in_each()
    {
        var once = await ToolRun.Of("decode", "--json", Capture);
        var twice = await ToolRun.Of("decode", "--json", Capture, Capture);
        Assert.Equal(once.Output + once.Output, twice.Output);
    }
}
