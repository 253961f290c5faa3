using Holdfast.StateMachines;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What every input leads to, value by value, where a history shows something new: a line for each
/// letter. What the outcomes are called stands in docs/machines/ClusterMemberCells.md.
/// </summary>
public sealed class HistoryCells
{
    private const int Parts = 4;

    [Fact]
    public void Cells_of_the_first_histories_are_what_is_listed() => Hold(0);

    [Fact]
    public void Cells_of_the_second_histories_are_what_is_listed() => Hold(1);

    [Fact]
    public void Cells_of_the_third_histories_are_what_is_listed() => Hold(2);

    [Fact]
    public void Cells_of_the_fourth_histories_are_what_is_listed() => Hold(3);

    private static void Hold(int part)
    {
        var steps = new Checksums();
        var shown = new HashSet<string>();
        foreach (var (at, history) in ClusterSituations.Histories().Index())
        {
            if (at % Parts == part)
            {
                history.Play((world, host, _, _) =>
                {
                    if (ClusterSituations.ShownBy(host.State).Where(shown.Add).ToList() is
                        { Count: > 0 } news)
                    {
                        Try(string.Join(", ", news), world.Now, host, steps);
                    }
                });
            }
        }

        steps.Hold($"Composition/Histories/cells-{part + 1}.txt");
    }

    private static void Try(
        string where, Instant now, ClusterWorld.Host host, Checksums steps)
    {
        var (config, state) = (host.Config, host.State);
        foreach (var letter in ClusterInputs.All)
        {
            Take(letter.Name, now, letter.Make(config, state));
        }

        Take(
            "a tick, when it is due",
            Instant.Latest(Deadline(config, state) ?? now, now), new Input.Tick());

        void Take(string name, Instant at, Input input)
        {
            var next = Step(config, state, at, input);
            steps.Add(
                name,
                $"{where}: {next.Reason} {string.Join(' ', next.Outputs)} "
                + $"{(next.State == state ? "same" : next.State)} "
                + $"{Deadline(config, next.State)}");
        }
    }
}
