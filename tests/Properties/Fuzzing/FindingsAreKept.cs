using System.Diagnostics;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Commands;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>The loop: what breaks is kept, once for each stack, and breaks again.</summary>
public sealed class FindingsAreKept
{
    [Fact]
    public void Each_stack_is_one_finding_whose_input_does_it_again()
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var target = new Brittle();
            var folder = new Folder(below.FullName, target.Name);
            using (var board = Board.At(folder.BoardPath))
            {
                var worker = new Worker(target, folder, board, new(), seed: 1);
                worker.Run([[1, 1, 1]], new(TimeSpan.FromSeconds(30), 20_000));
                Assert.InRange(board.Now.Executions, 20_000, 21_000);
                Assert.Equal(2, board.Now.Findings);
            }

            var files = Directory.GetFiles(folder.FindingsPath, "*.bin");
            Assert.Equal(2, files.Length);
            foreach (var file in files)
            {
                var thrown = Assert.ThrowsAny<Exception>(
                    () => target.Run(File.ReadAllBytes(file)));
                Assert.Equal(Path.GetFileNameWithoutExtension(file), Triage.NameOf(thrown));
                Assert.Contains(
                    thrown.Message, File.ReadAllText(Path.ChangeExtension(file, ".txt")),
                    StringComparison.Ordinal);
            }
        }
        finally
        {
            below.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_in_which_a_run_is_under_way_is_no_place_for_another_one()
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var folder = new Folder(below.FullName, "gre");
            using (folder.TryHold())
            {
                Assert.Null(new Folder(below.FullName, "gre").TryHold());
                Assert.Equal(2, RunCommand.Build().Parse(
                    ["gre", "--executions", "1", "--corpus", below.FullName]).Invoke());
                Assert.Equal(0, folder.Sums.Runs);
            }

            using var held = folder.TryHold();
            Assert.NotNull(held);
        }
        finally
        {
            below.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_input_that_ended_a_process_is_known_behind_what_is_cut_off_it()
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var target = new Brittle();
            var folder = new Folder(below.FullName, target.Name);
            byte[] longer = [1, 9, .. new byte[target.LengthMax]];
            folder.AddEnded(longer.AsSpan(0, target.LengthMax));
            using (var board = Board.At(folder.BoardPath))
            {
                new Worker(target, folder, board, new(), seed: 1).Run(
                    [longer], new(TimeSpan.FromSeconds(30), 0));
                Assert.Equal(0, board.Now.Executions);
                Assert.Equal(0, folder.Findings);
            }

            folder.Keep(longer);
            Assert.Equal(
                (1, 0), Minimising.Run(target, folder.CorpusPath, folder.Ended, new()));
            Assert.Equal(0, target.Runs);
        }
        finally
        {
            below.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_run_may_end_at_its_first_finding()
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var target = new Brittle();
            var folder = new Folder(below.FullName, target.Name);
            using var board = Board.At(folder.BoardPath);
            new Worker(target, folder, board, new(), seed: 1).Run(
                [[1, 1, 1]], new(TimeSpan.FromSeconds(30), 1_000_000, UntilFinding: true));
            Assert.InRange(board.Now.Executions, 1, 20_000);
            Assert.InRange(folder.Findings, 1, 2);
        }
        finally
        {
            below.Delete(recursive: true);
        }
    }

    /// <summary>What the runtime writes when the stack overflows: how deep it was says nothing.
    /// </summary>
    [Fact]
    public void Ends_of_a_process_are_told_apart_by_their_stacks()
    {
        var one = Triage.NameOf(134, Overflow("Holdfast.Codec.Deep.Down", 16_061), [1]);
        Assert.Equal(one, Triage.NameOf(134, Overflow("Holdfast.Codec.Deep.Down", 7), [2]));
        Assert.NotEqual(
            one, Triage.NameOf(134, Overflow("Holdfast.Codec.Deep.Up", 16_061), [1]));
        Assert.NotEqual(one, Triage.NameOf(139, Overflow("Holdfast.Codec.Deep.Down", 7), [1]));

        // Who is killed for the memory that it takes writes nothing.
        Assert.Equal(Triage.NameOf(137, "", [1]), Triage.NameOf(137, "", [1]));
        Assert.NotEqual(Triage.NameOf(137, "", [1]), Triage.NameOf(137, "", [2]));

        static string Overflow(string method, int times) => $"""
            Stack overflow.
            Repeat {times} times:
            --------------------------------
               at {method}(Int32)
            --------------------------------
               at Holdfast.Fuzz.Campaigns.Worker.TryRun(Int32)
            """;
    }

    /// <summary>What is called in a loop is another method at each look, and who calls it is not.
    /// </summary>
    [Fact]
    public void What_hangs_is_told_apart_by_where_it_stays()
    {
        string[] outer = ["Holdfast.Codec.Deep.Loop", "Holdfast.Codec.Deep.Read", "Main"];
        var stack = HungStack.Common(
            [["System.Span.Slice", .. outer], ["System.Buffer.Copy", .. outer], outer]);
        Assert.Equal(outer, stack);
        var one = Triage.NameOfHang(stack, [1]);
        Assert.Equal(one, Triage.NameOfHang(["System.Buffer.Copy", .. outer], [2]));
        Assert.NotEqual(one, Triage.NameOfHang(outer[1..], [1]));

        // Where nobody could look.
        Assert.Equal(Triage.NameOfHang([], [1]), Triage.NameOfHang([], [1]));
        Assert.NotEqual(Triage.NameOfHang([], [1]), Triage.NameOfHang([], [2]));
    }

    [OnLinuxFact]
    public void Two_inputs_that_hang_in_one_loop_are_one_finding()
    {
        var stacks = new[] { "hangs", "it hangs" }.Select(StackOf).ToArray();
        Assert.All(stacks, stack => Assert.Contains(
            $"{typeof(CanaryTarget).FullName}.{nameof(CanaryTarget.Run)}", stack));
        Assert.Equal(
            Triage.NameOfHang(stacks[0], "hangs"u8), Triage.NameOfHang(stacks[1], "it hangs"u8));
    }

    private static IReadOnlyList<string> StackOf(string input)
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        var file = Path.Combine(below.FullName, "input");
        File.WriteAllText(file, input);
        using var hanging = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(CanaryTarget).Assembly.Location, "reproduce", file, "--target", "canary"]))!;
        try
        {
            // It takes a while to be where it stays.
            FuzzProgram.Await(
                $"{input} has run for two seconds",
                () => hanging.TotalProcessorTime > TimeSpan.FromSeconds(2));
            return HungStack.Of(hanging.Id);
        }
        finally
        {
            hanging.Kill();
            hanging.WaitForExit();
            below.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_longer_input_of_a_known_stack_is_not_news_and_a_shorter_one_takes_its_place()
    {
        var below = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            var folder = new Folder(below.FullName, "brittle");
            Assert.True(folder.Report("claim-1", [7, 7, 7], "first"));
            Assert.False(folder.Report("claim-1", [7, 7, 7, 7], "longer"));
            Assert.Equal("first\n", File.ReadAllText(Text(folder)));
            Assert.False(folder.Report("claim-1", [7], "shorter"));
            Assert.Equal("shorter\n", File.ReadAllText(Text(folder)));
            Assert.Equal(1, folder.Findings);
        }
        finally
        {
            below.Delete(recursive: true);
        }
    }

    private static string Text(Folder folder) => Path.Combine(folder.FindingsPath, "claim-1.txt");

    /// <summary>Breaks in two places, whatever the seeds are.</summary>
    private sealed class Brittle : IFuzzTarget
    {
        public string Name => "brittle";

        public string Claim => "nothing is 7, and no second octet is 9";

        public TargetRooms Rooms => TargetRooms.Octets;

        public int LengthMax => 16;

        public int Runs { get; private set; }

        public IReadOnlyList<byte[]> Dictionary => [];

        public IReadOnlyList<byte[]> Seeds => [];

        public void Run(ReadOnlySpan<byte> input)
        {
            Runs++;
            ClaimBrokenException.Unless(
                input.Length != 1 || input[0] != 7, "nothing is 7", "it is");
            if (input.Length > 1 && input[1] == 9)
            {
                throw new InvalidOperationException("the second octet is 9");
            }
        }

        public void Examine(ReadOnlySpan<byte> input) => Run(input);

        public InputShape ShapeOf(ReadOnlySpan<byte> input) => InputShape.None;
    }
}
