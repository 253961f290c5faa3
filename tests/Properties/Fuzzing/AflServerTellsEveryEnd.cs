using System.Diagnostics;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// The fork server of AFL++ (FS_OPT_ENABLED, FS_OPT_SHDMEM_FUZZ): whatever an input does to the
/// process that runs it, afl-fuzz is told, and the next input runs.
/// </summary>
public sealed class AflServerTellsEveryEnd
{
    private const int Aborted = 6;
    private const int Killed = 9;
    private const int OffersInputsInMemory = unchecked((int)0x8100_0001);

    private static readonly CanaryTarget Canary = new();
    private static readonly byte[] Sound = Inputs.InTree(Targets.Named("gre")!).First();

    private readonly string _program = FuzzProgram.Instrumented;

    [OnLinuxFact]
    public void Whatever_ends_a_process_is_told_and_the_next_one_goes_on()
    {
        using var parent = new AflParent(_program, AflWay.Memory);
        Assert.Equal(OffersInputsInMemory, parent.Hear());
        parent.Say(OffersInputsInMemory);
        var first = parent.Run(Sound);
        Assert.Equal(0, first.Status);
        Assert.Contains(first.Counts, count => count > 0);

        // What throws is an abort to afl-fuzz, and costs no process.
        var thrown = parent.Run(With(CanaryTarget.Throws, 32));
        Assert.Equal((first.Process, Aborted), (thrown.Process, thrown.Status));
        IsAsBefore(first, parent.Run(Sound), isSameProcess: true);

        var overflown = parent.Run(With(CanaryTarget.Overflows, 32));
        Assert.Equal((first.Process, Aborted), (overflown.Process, overflown.Status));
        var second = parent.Run(Sound);
        IsAsBefore(first, second, isSameProcess: false);

        // A hang: afl-fuzz waits, kills, and then reads how it ended.
        var hanging = parent.Begin(With(CanaryTarget.Hangs, 32));
        Assert.Equal(second.Process, hanging);
        Process.GetProcessById(hanging).Kill();
        Assert.Equal(Killed, parent.Hear());
        IsAsBefore(first, parent.Run(Sound), isSameProcess: false);
        Assert.Equal(0, parent.Leave());
    }

    /// <summary>afl-fuzz knows who runs an input before that one has read it.</summary>
    [OnLinuxFact]
    public void Who_is_killed_before_it_has_read_its_input_is_told_of_too()
    {
        using var parent = new AflParent(_program, AflWay.Memory);
        _ = parent.Hear();
        parent.Say(OffersInputsInMemory);
        var first = parent.Run(Sound);
        using (var stop = Process.Start("bash", ["-c", $"kill -STOP {first.Process}"]))
        {
            stop.WaitForExit();
            Assert.Equal(0, stop.ExitCode);
        }

        Assert.Equal(first.Process, parent.Begin(With(CanaryTarget.Hangs, 32)));
        Process.GetProcessById(first.Process).Kill();
        Assert.Equal(Killed, parent.Hear());
        IsAsBefore(first, parent.Run(Sound), isSameProcess: false);
    }

    [OnLinuxFact]
    public void Inputs_of_every_length_arrive_as_they_are()
    {
        using var parent = new AflParent(_program, AflWay.Memory);
        _ = parent.Hear();
        parent.Say(OffersInputsInMemory);
        Assert.Equal(0, parent.Run([]).Status);
        foreach (var length in (int[])[5, 64, Canary.LengthMax, Canary.LengthMax + 1, 1 << 20])
        {
            // Up to the longest the word at the end is there, and nothing behind is read.
            var run = parent.Run(With(CanaryTarget.Throws, length));
            Assert.Equal(length <= Canary.LengthMax ? Aborted : 0, run.Status);
            var blank = parent.Run(new byte[length]);
            Assert.Equal(0, blank.Status);
            Assert.Equal(blank.Counts, parent.Run(new byte[length]).Counts);
        }
    }

    [OnLinuxFact]
    public void Who_lends_no_memory_for_inputs_is_heard_by_file()
    {
        using var parent = new AflParent(_program, AflWay.File);
        Assert.Equal(0, parent.Hear());
        var first = parent.Run(Sound);
        Assert.Equal(0, first.Status);
        Assert.Contains(first.Counts, count => count > 0);
        Assert.Equal(Aborted, parent.Run(With(CanaryTarget.Throws, 32)).Status);
        Assert.Equal(0, parent.Run(With(CanaryTarget.Throws, 3_000_000)).Status);
        Assert.Equal(Aborted, parent.Run(With(CanaryTarget.Overflows, 32)).Status);
        IsAsBefore(first, parent.Run(Sound), isSameProcess: false);
    }

    [OnLinuxFact]
    public void Who_asks_for_one_input_gets_its_edges_and_its_end()
    {
        using var many = new AflParent(_program, AflWay.File);
        _ = many.Hear();
        using (var one = new AflParent(_program, AflWay.Once, Sound))
        {
            Assert.Equal(0, one.Leave());
            Assert.Equal(many.Run(Sound).Counts, one.Counts());
        }

        using var broken = new AflParent(_program, AflWay.Once, With(CanaryTarget.Throws, 32));
        Assert.Equal(128 + Aborted, broken.Leave());
    }

    private static void IsAsBefore(AflRun before, AflRun run, bool isSameProcess)
    {
        Assert.Equal(0, run.Status);
        Assert.Equal(before.Counts, run.Counts);
        Assert.Equal(isSameProcess, before.Process == run.Process);
    }

    // The word stands at the end.
    private static byte[] With(ReadOnlySpan<byte> word, int length)
    {
        var input = new byte[length];
        word.CopyTo(input.AsSpan(length - word.Length));
        return input;
    }
}

/// <summary>A fact of Linux: pipes and memory of System V.</summary>
internal sealed class OnLinuxFactAttribute : FactAttribute
{
    public OnLinuxFactAttribute() =>
        Skip = OperatingSystem.IsLinux() ? null : "AFL++ drives targets on Linux";
}
