/** KubeVirt's control loop without virtual machines: virt-controller and virt-handler as actors. */
package io.scaletest.player.kubevirt;
