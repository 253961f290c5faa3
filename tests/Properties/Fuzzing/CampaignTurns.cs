using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary><c>fuzz/campaign --least</c>: who has had few executions goes first.</summary>
public sealed class CampaignTurns : IDisposable
{
    private readonly DirectoryInfo _state = FuzzProgram.MakeState();

    /// <inheritdoc/>
    public void Dispose() => _state.Delete(recursive: true);

    [OnLinuxFact]
    public void Behind_its_first_turn_a_target_waits_for_those_that_are_behind()
    {
        const long Least = 1_000_000_000_000;
        Folder Of(string target) => new(_state.FullName, target);
        Of("ah").Sums = new() { Executions = Least };
        var campaign = FuzzProgram.StartCampaign(
            "--corpus", _state.FullName, "--cores", "1", "--for", "10m", "--slice", "1s",
            "--least", $"{Least}", "gre", "ah");
        FuzzProgram.Await("a third turn of gre", () => Of("gre").Sums.Runs == 3);
        FuzzProgram.Signal(campaign, "TERM");
        var answer = FuzzProgram.Answer(campaign);
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Equal(1, Of("ah").Sums.Runs);
    }
}
