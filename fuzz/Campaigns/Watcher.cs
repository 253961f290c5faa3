using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// Runs a worker in a process of its own: tells once a second how it goes on, ends it where it
/// hangs, and starts another one where it died; the input that did it is on the board.
/// </summary>
/// <param name="target">What is run.</param>
/// <param name="state">The folder of all campaigns.</param>
/// <param name="says">Where status lines go.</param>
internal sealed class Watcher(IFuzzTarget target, string state, TextWriter says)
{
    private const int RestartsMax = 50;

    // Before the first input all code is compiled.
    private const int FirstTimes = 6;

    // Who waits for something takes none of the processor, and neither does who gets none of it.
    private const int IdleTimes = 10;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly Folder _folder = new(state, target.Name);

    /// <summary>Runs for a time, or so many executions.</summary>
    /// <param name="bounds">When it ends.</param>
    /// <param name="patience">How long an input may take, of the processor.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What all runs of the target have come to.</returns>
    public Sums Run(Bounds bounds, TimeSpan patience, CancellationToken cancellation)
    {
        var before = _folder.Sums;
        using var board = Board.At(_folder.BoardPath);
        var program = Instrumented.Program(Path.Combine(state, "instrumented"), target.Rooms);
        var (done, seconds, cpu) = (0L, 0.0, 0.0);
        for (var run = 1L; run <= RestartsMax && !cancellation.IsCancellationRequested; run++)
        {
            board.Now = default;
            using var worker = Start(program, bounds with
            {
                Time = bounds.Time - TimeSpan.FromSeconds(seconds),
                Executions = bounds.Executions - done,
                Seed = bounds.Seed + (ulong)(before.Runs + run) - 1,
            });
            var ended = Watch(worker, board, before.Executions + done, patience, cancellation);
            done += board.Now.Executions;
            seconds += board.Now.Began == 0
                ? 0
                : Stopwatch.GetElapsedTime(board.Now.Began).TotalSeconds;
            cpu += TimeSpan.FromTicks(board.Now.Cpu).TotalSeconds;
            _folder.Sums = new()
            {
                Executions = before.Executions + done,
                Seconds = before.Seconds + seconds,
                CpuSeconds = before.CpuSeconds + cpu,
                Edges = board.Now.Edges,
                Corpus = board.Now.Corpus,
                Findings = _folder.Findings,
                Runs = before.Runs + run,
            };
            if (ended == Ending.Done || seconds >= bounds.Time.TotalSeconds
                || done >= bounds.Executions
                || (bounds.UntilFinding && _folder.Findings > before.Findings))
            {
                break;
            }
        }

        return _folder.Sums;
    }

    private enum Ending
    {
        Done,
        Died,
        Hung,
    }

    private Process Start(string program, Bounds bounds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith(
            "dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            [
                program, "work", target.Name, "--corpus", state,
                "--seed", bounds.Seed.ToString(CultureInfo.InvariantCulture),
                "--executions", bounds.Executions.ToString(CultureInfo.InvariantCulture),
                "--for", bounds.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s",
                .. bounds.UntilFinding ? (string[])["--until-finding"] : [],
            ])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private Ending Watch(
        Process worker, Board board, long before, TimeSpan patience,
        CancellationToken cancellation)
    {
        var error = worker.StandardError.ReadToEndAsync(CancellationToken.None);
        var told = Stopwatch.GetTimestamp();
        var (last, since, spent) = (-1L, told, TimeSpan.Zero);
        while (!worker.WaitForExit(Glance))
        {
            if (cancellation.IsCancellationRequested)
            {
                worker.Kill();
                worker.WaitForExit();
                return Ending.Done;
            }

            worker.Refresh();
            var most = last > 0 ? patience : patience * FirstTimes;
            var (taken, passed) = (Spent(worker) - spent, Stopwatch.GetElapsedTime(since));
            if (board.Now.Executions != last)
            {
                last = board.Now.Executions;
                (since, spent) = (Stopwatch.GetTimestamp(), Spent(worker));
            }
            else if (taken > most || passed > patience * IdleTimes)
            {
                IReadOnlyList<string> stack = [];
                try
                {
                    stack = HungStack.Of(worker.Id);
                }
                finally
                {
                    worker.Kill();
                    worker.WaitForExit();
                }

                Report(
                    board,
                    Triage.NameOfHang(stack, board.Input[..(int)board.Now.Length]),
                    Triage.SayHang(taken, passed, stack));
                return Ending.Hung;
            }

            if (Stopwatch.GetElapsedTime(told) > TimeSpan.FromSeconds(1))
            {
                told = Stopwatch.GetTimestamp();
                says.WriteLine(Line(board, before));
            }
        }

        says.WriteLine(Line(board, before));
        if (worker.ExitCode == 0)
        {
            return Ending.Done;
        }

        Report(
            board,
            Triage.NameOf(
                worker.ExitCode, error.Result, board.Input[..(int)board.Now.Length]),
            error.Result);
        return Ending.Died;
    }

    private static TimeSpan Spent(Process worker)
    {
        try
        {
            return worker.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It has ended since.
            return TimeSpan.Zero;
        }
    }

    private void Report(Board board, string name, string says)
    {
        var input = board.Input[..(int)board.Now.Length];
        _folder.Report(name, input, says);
        _folder.AddEnded(input);
    }

    private string Line(Board board, long before)
    {
        var now = board.Now;
        var seconds = now.Began == 0 ? 0 : Stopwatch.GetElapsedTime(now.Began).TotalSeconds;
        var pace = seconds == 0 ? 0 : now.Executions / seconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name,-14} {before + now.Executions,14:N0} executions {pace,9:N0}/s "
                + $"{now.Edges,6:N0} edges {now.Corpus,5:N0} corpus "
                + $"{_folder.Findings,3:N0} findings");
    }
}
