using BenchmarkDotNet.Attributes;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Benchmarks.Protocol.AntiReplay;

/// <summary>
/// The anti-replay window alone: a number is checked, and marked where it is new, as for a packet
/// whose ICV is good.
/// </summary>
[MemoryDiagnoser]
public class ReplayWindowSuite
{
    internal const int Numbers = 4096;

    private const int Swap = 16;

    private readonly uint[] _orderly = new uint[Numbers];
    private readonly uint[] _swapped = new uint[Numbers];
    private ReplayWindow _window = new(ReplayWindow.SizeMin, extended: false);
    private uint _base;

    /// <summary>Numbers in the window.</summary>
    [Params(64, 1024, ReplayWindow.SizeMax)]
    public int Size { get; set; }

    /// <summary>Whether numbers have 64 bits.</summary>
    [Params(false, true)]
    public bool Extended { get; set; }

    /// <summary>Numbers that go up, and the same ones out of order within 16.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < Numbers; i++)
            _orderly[i] = (uint)i + 1;
        _orderly.CopyTo(_swapped, 0);
        for (var at = 0; at < Numbers; at += Swap)
            random.Shuffle(_swapped.AsSpan(at, Swap));
        Begin();
    }

    /// <summary>Each number is one higher.</summary>
    [Benchmark(OperationsPerInvoke = Numbers)]
    public int InOrder() => Accept(_orderly);

    /// <summary>All numbers are new, in some order.</summary>
    [Benchmark(OperationsPerInvoke = Numbers)]
    public int OutOfOrder() => Accept(_swapped);

    /// <summary>Numbers that were seen: the check alone, none is marked.</summary>
    [Benchmark(OperationsPerInvoke = Numbers)]
    public int Replayed()
    {
        var refused = 0;
        var window = _window;
        var right = (uint)window.Right;
        for (var i = 0U; i < Numbers; i++)
        {
            var verdict = window.Check(new SequenceNumber(right - (i % 32)), out _);
            refused += verdict == ReplayVerdict.Duplicate ? 1 : 0;
        }

        return refused == Numbers ? refused : throw new InvalidOperationException("It was new.");
    }

    private int Accept(uint[] numbers)
    {
        // The number space is used up after a million rounds: a new window, far from a cost.
        if (_base > uint.MaxValue - (2 * Numbers))
            Begin();
        var window = _window;
        var start = _base;
        _base += Numbers;
        var news = 0;
        foreach (var each in numbers)
        {
            if (window.Check(new SequenceNumber(start + each), out var number)
                == ReplayVerdict.New)
            {
                news += window.Accept(number) == ReplayVerdict.New ? 1 : 0;
            }
        }

        return news == Numbers ? news : throw new InvalidOperationException("One was not new.");
    }

    private void Begin()
    {
        _window = new(Size, Extended);
        _base = 0;

        // What Replayed looks back at.
        for (var i = 1U; i <= 64; i++)
            _window.Accept(i);
        _base = 64;
    }
}
