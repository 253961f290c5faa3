using System.Text.Json.Nodes;
using Holdfast.Cli;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.ModelCheckers;

/// <summary>
/// Worlds of <c>holdfast prove --promela</c>, searched by Spin: what each machine does comes out of
/// tables; what happens when, who hears whom and what breaks is said anew in Promela.
/// </summary>
public sealed class SpinCounts : IClassFixture<TemporaryFolder>
{
    private readonly string _folder;

    public SpinCounts(TemporaryFolder folder) => _folder = folder.File("");

    [SpinTheory]
    [InlineData("hsrp-literal")]
    [InlineData("hsrp-repaired-1")]
    [InlineData("hsrp-repaired-1-preempt")]
    [InlineData("hsrp-repaired-2")]
    [InlineData("hsrp-repaired-2-preempt")]
    [InlineData("hsrp-healed-2")]
    [InlineData("hsrp-pair")]
    [InlineData("hsrp-pair-preempt")]
    [InlineData("front-back-split")]
    [InlineData("rri-order-shared")]
    [InlineData("dpd-vs-routing")]
    [InlineData("dpd-vs-routing-ikev2")]
    [InlineData("liveness-forged")]
    [InlineData("message-id-sync")]
    [InlineData("redirect-loop")]
    [InlineData("spi-choice")]
    [InlineData("paced-takeover")]
    [InlineData("load-shared")]
    [InlineData("dmvpn-shortcuts")]
    [InlineData("esp-forged")]
    [InlineData("token-guesses")]
    [InlineData("request-crash-points")]
    public Task Spin_stores_as_many_states_as_the_explorer(string scenario) => Agree(scenario);

    [LongSpinTheory]
    [InlineData("hsrp-repaired-3")]
    [InlineData("rri-order")]
    [InlineData("stream-cuts")]
    [InlineData("bfd-neighbours")]
    [InlineData("ticket-reuse")]
    [InlineData("ike-exchanges")]
    [InlineData("ike-exchanges-lossy")]
    [InlineData("ike-children")]
    [InlineData("ike-deletes")]
    [InlineData("ike-first-exchanges")]
    [InlineData("ike-first-exchanges-lossy")]
    [InlineData("ike-first-exchanges-turned")]
    public Task Spin_stores_as_many_where_that_takes_long(string scenario) => Agree(scenario);

    // The two counts are not equal by construction: a wrong number in a table changes Spin's.
    [SpinTheory]
    [InlineData("hsrp-repaired-2", "static const int later_0[] = {\n    ")]
    public async Task A_table_that_is_spoilt_is_noticed(string scenario, string array)
    {
        var counted = await Emit(scenario);
        var file = Path.Combine(_folder, $"{scenario}.tables.h");
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains(array, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            file, text.Replace(array, array + "1, ", StringComparison.Ordinal));
        var found = Spin.Search(_folder, $"{scenario}.pml");
        Assert.NotEqual((counted, 0), (found.States, found.Errors));
    }

    private async Task Agree(string scenario)
    {
        var counted = await Emit(scenario);
        var found = Spin.Search(_folder, $"{scenario}.pml");
        Assert.Equal((counted, 0), (found.States, found.Errors));
    }

    private async Task<long> Emit(string scenario)
    {
        using var output = new MemoryStream();
        using var complaint = new StringWriter();
        using var terminal = new Terminal(Stream.Null, output, complaint, false);
        await Tool.RunAsync(
            [
                "prove", scenario, "--json", "--promela", _folder, "--traces", _folder,
            ],
            terminal);
        Assert.Contains("saved for Spin", complaint.ToString(), StringComparison.Ordinal);
        output.Position = 0;
        var one = Assert.Single(JsonNode.Parse(output)!["scenarios"]!.AsArray());
        Assert.True((bool)one!["complete"]!);
        return (long)one["states"]!;
    }
}
