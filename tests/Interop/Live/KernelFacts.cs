using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Tests.Interop.Live;

/// <summary>This machine runs no kernel as a process.</summary>
/// <param name="why">What was said.</param>
internal sealed class NoKernelException(string why) : Exception(why);

/// <summary>A test that is played in a kernel with ESP, and looks at what came of it.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(
    "Holdfast.Tests.Interop.Live.KernelFacts", "Holdfast.Tests.Interop")]
internal class KernelFactAttribute : FactAttribute
{
    /// <summary>Skips where files are missing; whether it boots is seen when it runs.</summary>
    public KernelFactAttribute() => Skip = UserModeLinux.Missing;
}

/// <summary>The same with libreswan.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibreswanFactAttribute : KernelFactAttribute
{
    /// <summary>Skips where it is missing, too.</summary>
    public LibreswanFactAttribute() => Skip ??= Libreswan.Missing;
}

/// <summary>A test that runs in a kernel with ESP.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InsideFactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere.</summary>
    public InsideFactAttribute() => Skip = UserModeLinux.Runs
        ? null
        : "runs in User Mode Linux, by a test of this class";
}

/// <summary>Finds tests that are skipped as they run.</summary>
/// <param name="diagnostics">Where to say what is wrong.</param>
public sealed class KernelFacts(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    /// <inheritdoc/>
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod,
        IAttributeInfo factAttribute) => new KernelTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

/// <summary>A test that has not failed but been skipped where no kernel runs.</summary>
public sealed class KernelTestCase : XunitTestCase
{
    /// <summary>To be read into.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("for what reads test cases")]
    public KernelTestCase()
    {
    }

    /// <param name="diagnostics">Where to say what is wrong.</param>
    /// <param name="display">How its name is shown.</param>
    /// <param name="displayOptions">The same.</param>
    /// <param name="method">Its method.</param>
    public KernelTestCase(
        IMessageSink diagnostics, TestMethodDisplay display,
        TestMethodDisplayOptions displayOptions, ITestMethod method)
        : base(diagnostics, display, displayOptions, method)
    {
    }

    /// <inheritdoc/>
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments,
        ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        using var bus = new SkippingBus(messageBus);
        var summary = await base.RunAsync(
            diagnosticMessageSink, bus, constructorArguments, aggregator, cancellationTokenSource);
        summary.Failed -= bus.Skipped;
        summary.Skipped += bus.Skipped;
        return summary;
    }

    /// <summary>Says that a test was skipped where it has failed for want of a kernel.</summary>
    private sealed class SkippingBus(IMessageBus inner) : IMessageBus
    {
        public int Skipped { get; private set; }

        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is not ITestFailed failed
                || failed.ExceptionTypes[0] != typeof(NoKernelException).FullName)
            {
                return inner.QueueMessage(message);
            }

            Skipped++;
            return inner.QueueMessage(new TestSkipped(failed.Test, failed.Messages[0]));
        }

        // Who has made it ends it.
        public void Dispose()
        {
        }
    }
}
